internal import Foundation

/// Header values: RFC 2047 words, RFC 5322 phrases, RFC 2231 parameters. No line end ever passes.
enum MIMEWords {
    /// Free text such as a subject.
    static func text(_ text: String) -> String {
        let line = oneLine(text)
        return isPlain(line) && line.utf8.count <= 60 ? line : encoded(line)
    }

    /// `"Consulat" <consulat@example.org>`
    static func mailbox(_ address: EmailAddress, name: String?) -> String {
        guard let name = name.map(oneLine), !name.isEmpty else { return "<\(address)>" }
        guard isPlain(name), name.utf8.count <= 60 else { return "\(encoded(name))\r\n <\(address)>" }
        let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"\(quoted)\" <\(address)>"
    }

    /// `; name="file.pdf"`, or in RFC 2231's form, continued over lines.
    static func parameter(_ name: String, _ value: String) -> String {
        let value = oneLine(value)
        if isPlain(value), value.utf8.count <= 60, !value.contains(where: { "\"\\".contains($0) }) {
            return ";\r\n \(name)=\"\(value)\""
        }
        let units = value.utf8.map { byte in
            isAttributeCharacter(byte) ? String(UnicodeScalar(byte)) : percent(byte)
        }
        var sections: [String] = []
        var section = "UTF-8''"
        for unit in units {
            if section.utf8.count + unit.utf8.count > 60 {
                sections.append(section)
                section = ""
            }
            section += unit
        }
        sections.append(section)
        if sections.count == 1 { return ";\r\n \(name)*=\(sections[0])" }
        return sections.enumerated().map { ";\r\n \(name)*\($0.offset)*=\($0.element)" }.joined()
    }

    static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            scalar.value < 32 || scalar.value == 127 || scalar.value == 0x2028 || scalar.value == 0x2029
                ? " " : scalar
        }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars)
        return String(line).trimmed
    }

    /// Words of at most 75 bytes, never cut inside a character.
    private static func encoded(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > 45 {
                words.append(word(bytes))
                bytes = []
            }
            bytes += next
        }
        if !bytes.isEmpty { words.append(word(bytes)) }
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?\(Data(bytes).base64EncodedString())?="
    }

    /// ASCII that no reader takes for an encoded word.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (32...126).contains($0) } && !text.contains("=?")
    }

    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "!#$&+-.^_`{|}~".utf8.contains(byte)
    }

    private static func percent(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
}
