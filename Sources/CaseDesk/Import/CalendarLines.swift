/// The events of an iCalendar file (RFC 5545 §3.1), as far as an import reads them: names, parameters and values.
struct CalendarLines {
    struct Property: Equatable {
        let name: String
        let parameters: [String: String]
        let value: String
    }

    struct Event: Equatable {
        /// From 1: where it begins.
        let line: Int
        var properties: [Property] = []

        subscript(name: String) -> Property? { properties.first { $0.name == name } }
    }

    private(set) var method = ""
    private(set) var events: [Event] = []

    /// Nil for what is no calendar at all. Lines that can't be read are passed over: the event will miss them.
    init?(_ text: String) {
        var isCalendar = false
        var open: [String] = []
        var event: Event?
        for (number, line) in Self.unfolded(text) {
            guard let property = Property(line) else { continue }
            switch property.name {
            case "BEGIN":
                open.append(property.value.uppercased())
                if open == ["VCALENDAR"] { isCalendar = true }
                if open.last == "VEVENT" { event = Event(line: number) }
            case "END":
                if open.last == "VEVENT", let done = event {
                    events.append(done)
                    event = nil
                }
                if !open.isEmpty { open.removeLast() }
            case "METHOD" where open == ["VCALENDAR"]: method = property.value.uppercased()
            default: if open.last == "VEVENT" { event?.properties.append(property) }
            }
        }
        guard isCalendar else { return nil }
    }

    private static func unfolded(_ text: String) -> [(number: Int, line: String)] {
        var lines: [(Int, String)] = []
        // Both ends of line, and their pair, count as one.
        let raw = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        for (index, line) in raw.enumerated() {
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty {
                lines[lines.count - 1].1 += line.dropFirst()
            } else if !line.isEmpty {
                lines.append((index + 1, String(line)))
            }
        }
        return lines
    }
}

extension CalendarLines.Property {
    /// `NAME;PARAMETER="a:b":value`
    init?(_ line: String) {
        var parts: [String] = []
        var part = ""
        var quoted = false
        var rest = line[...]
        while let character = rest.popFirst() {
            if character == "\"" {
                quoted.toggle()
            } else if character == ":", !quoted {
                parts.append(part)
                break
            } else if character == ";", !quoted {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
            if rest.isEmpty { return nil }
        }
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name.uppercased()
        var parameters: [String: String] = [:]
        for parameter in parts.dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 { parameters[pair[0].uppercased()] = pair[1] }
        }
        self.parameters = parameters
        value = Self.unescaped(rest)
    }

    private static func unescaped(_ text: Substring) -> String {
        var out = ""
        var rest = text
        while let character = rest.popFirst() {
            guard character == "\\", let next = rest.popFirst() else {
                out.append(character)
                continue
            }
            out.append(next == "n" || next == "N" ? "\n" : next)
        }
        return out
    }
}
