internal import Foundation

/// JSON that came from another house, or is made for one.
package indirect enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case list([JSONValue])
    case map([String: JSONValue])

    /// Nil for what is no JSON.
    package init?(_ bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
        self = value
    }

    package subscript(name: String) -> JSONValue? {
        if case .map(let values) = self { values[name] } else { nil }
    }

    package subscript(index: Int) -> JSONValue? {
        if case .list(let values) = self, values.indices.contains(index) { values[index] } else { nil }
    }

    /// What a single value says; nil for null, lists and maps.
    package var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .null, .list, .map: nil
        }
    }

    /// The same with each string changed.
    func mapStrings(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(change(text))
        case .list(let values): .list(values.map { $0.mapStrings(change) })
        case .map(let values): .map(values.mapValues { $0.mapStrings(change) })
        case .null, .boolean, .number: self
        }
    }

    var strings: [String] {
        switch self {
        case .string(let text): [text]
        case .list(let values): values.flatMap(\.strings)
        case .map(let values): values.values.flatMap(\.strings)
        case .null, .boolean, .number: []
        }
    }
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number(String(value))
        } else if let value = try? container.decode(UInt64.self) {
            self = .number(String(value))
        } else if let value = try? container.decode(Double.self) {
            self = .number(String(value))
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else {
            self = .map(try container.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let text):
            if let integer = Int64(text) {
                try container.encode(integer)
            } else if let integer = UInt64(text) {
                try container.encode(integer)
            } else {
                try container.encode(Double(text) ?? 0)
            }
        case .string(let text): try container.encode(text)
        case .list(let values): try container.encode(values)
        case .map(let values): try container.encode(values)
        }
    }
}

/// A way into JSON: `data.messages[0].id`, with or without `$.` before it.
struct JSONPath: Sendable, Hashable {
    private enum Step: Hashable {
        case name(String)
        case index(Int)
    }

    private let steps: [Step]

    /// Nil when it can't be read.
    init?(_ text: String) {
        let plain = text.hasPrefix("$.") ? String(text.dropFirst(2)) : text
        var steps: [Step] = []
        for part in plain.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let name = pieces.first, !name.isEmpty || pieces.count > 1 else { return nil }
            if !name.isEmpty { steps.append(.name(String(name))) }
            for piece in pieces.dropFirst() {
                guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), index >= 0 else { return nil }
                steps.append(.index(index))
            }
        }
        guard !steps.isEmpty, steps.count <= 20 else { return nil }
        self.steps = steps
    }

    func value(in json: JSONValue?) -> JSONValue? {
        steps.reduce(json) { value, step in
            switch step {
            case .name(let name): value?[name]
            case .index(let index): value?[index]
            }
        }
    }
}
