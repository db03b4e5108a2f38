package import Scheduler

/// What a person answered to one field.
package enum Answer: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case date(LocalDate)
    case flag(Bool)
}

extension Answer: Codable {
    private enum Key: String, CodingKey { case date }

    package init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            self = .date(try keyed.decode(LocalDate.self, forKey: .date))
            return
        }
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        if case .date(let date) = self {
            var keyed = encoder.container(keyedBy: Key.self)
            return try keyed.encode(date, forKey: .date)
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let integer): try container.encode(integer)
        case .flag(let flag): try container.encode(flag)
        case .date: break
        }
    }
}

/// All answers of a dossier. Sealed as one value at rest; never logged.
package struct Answers: Hashable, Sendable, Codable {
    package private(set) var values: [Field.ID: Answer]

    package init(_ values: [Field.ID: Answer] = [:]) {
        self.values = values
    }

    package init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([Field.ID: Answer].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    package subscript(field: Field.ID) -> Answer? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package func text(_ field: Field.ID) -> String? {
        guard case .text(let text) = values[field] else { return nil }
        return text
    }

    package func integer(_ field: Field.ID) -> Int? {
        guard case .integer(let integer) = values[field] else { return nil }
        return integer
    }

    package func date(_ field: Field.ID) -> LocalDate? {
        guard case .date(let date) = values[field] else { return nil }
        return date
    }

    package var isEmpty: Bool { values.isEmpty }
}
