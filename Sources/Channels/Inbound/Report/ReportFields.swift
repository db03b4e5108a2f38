/// The groups of `Name: value` lines that delivery status and feedback reports consist of.
struct ReportFields {
    private var values: [String: String] = [:]

    /// By its name in lower case.
    subscript(name: String) -> String? { values[name] }

    /// Groups end at empty lines; lines that begin with a space go on with the one before (RFC 5322 §2.2.3).
    static func groups(in text: String) -> [ReportFields] {
        var groups = [ReportFields()]
        var last: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(mostLines) {
            if line.allSatisfy(\.isWhitespace) {
                groups.append(ReportFields())
                last = nil
            } else if line.first == " " || line.first == "\t" {
                if let last { groups[groups.count - 1].values[last]? += " \(line.trimmed)" }
            } else if let colon = line.firstIndex(of: ":"), isName(line[..<colon]) {
                let name = line[..<colon].lowercased()
                groups[groups.count - 1].values[name] = line[line.index(after: colon)...].trimmed
                last = name
            } else {
                last = nil
            }
        }
        return groups.filter { !$0.values.isEmpty }
    }

    private static let mostLines = 5_000

    private static func isName(_ text: Substring) -> Bool {
        (1...60).contains(text.utf8.count)
            && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    /// `rfc822; somebody@example.org`, or in angle brackets.
    func address(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        let typed = value.split(separator: ";", maxSplits: 1)
        return ReportFields.bare(String(typed.count == 2 ? typed[1] : typed.first ?? ""))
    }

    /// Nil when it is none; as it is written there, since it need not be one that we would write to.
    static func bare(_ text: String) -> String? {
        let address = text.trimmed.drop { $0 == "<" }.prefix { $0 != ">" }.trimmed
        let isAddress =
            address.contains("@") && address.utf8.count <= 320
            && !address.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
        return isAddress ? address : nil
    }
}
