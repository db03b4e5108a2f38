internal import Declared

/// A text of a gateway's declaration with places for what belongs to one message: `Bearer {secret}`.
struct GatewayText: Sendable, Hashable {
    /// What can stand in braces.
    enum Value: String, CaseIterable, Sendable {
        /// The number, `+32470123456`; the same without the plus.
        case to, digits
        case text
        case sender
        /// Our own name for this attempt, which a report may bring back.
        case id
        /// The gateway's secret.
        case secret
        /// Where reports go.
        case callback
        /// 0 for GSM-7, 2 for UCS-2, as SMPP and many gateways number them; how many segments.
        case coding, segments
    }

    private enum Run: Hashable {
        case plain(String)
        case value(Value)
    }

    private let runs: [Run]

    /// A brace that names nothing of ours is text.
    init(_ source: String) {
        var runs: [Run] = []
        var rest = Substring(source)
        while let start = rest.firstIndex(of: "{") {
            let after = rest[rest.index(after: start)...]
            let name = after.prefix { $0.isLetter }
            if let value = Value(rawValue: String(name)), after.dropFirst(name.count).first == "}" {
                runs += [.plain(String(rest[..<start])), .value(value)]
                rest = after.dropFirst(name.count + 1)
            } else {
                runs.append(.plain(String(rest[...start])))
                rest = after
            }
        }
        self.runs = runs + [.plain(String(rest))]
    }

    /// Reports a word in braces that isn't ours.
    init(_ node: DeclaredNode) {
        let source = node.textValue
        self.init(source)
        for match in source.matches(of: /\{([A-Za-z_]{1,40})\}/) where Value(rawValue: String(match.1)) == nil
        {
            node.report(
                "{\(match.1)} is not a value of a message",
                mend: "use one of: \(Value.allCases.map(\.rawValue).sorted().joined(separator: ", "))")
        }
    }

    var values: Set<Value> {
        Set(
            runs.compactMap { run in
                if case .value(let value) = run { value } else { nil }
            })
    }

    /// Only what is put in is escaped.
    func filled(_ values: [Value: String], escaping: (String) -> String = { $0 }) -> String {
        runs.map { run in
            switch run {
            case .plain(let text): text
            case .value(let value): escaping(values[value] ?? "")
            }
        }.joined()
    }
}
