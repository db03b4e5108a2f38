package import Declared

extension MessageTemplates {
    /// SMS that take more segments than their message allows, and what makes them so long.
    package func budgetFindings(_ samples: SMSSamples) -> [Finding] {
        samples.findings + budget(samples).compactMap(\.finding)
    }
}

extension SMSBudgetLine {
    fileprivate var finding: Finding? {
        guard let tooMany = unitsTooMany else { return nil }
        let when = choices.sorted { $0.key < $1.key }.map { " where \($0.key) is \($0.value)" }.joined()
        let unit = encoding == .gsm7 ? "septets" : "UTF-16 units"
        let what =
            "the SMS takes \(segments) segments\(when): \(tooMany) \(unit) too many for \(budget) "
            + "(\(units) of \(encoding.capacity(budget)))"
        return Finding(file: file, line: line, what: what + forced, mend: mend)
    }

    /// A text in another script can't do without; else a few signs make every letter cost double.
    private var forced: String {
        guard encoding == .ucs2 else { return "" }
        guard let downgrade = SMSDowngrade(of: text) else { return "; its script forces UCS-2" }
        let signs = downgrade.changes.map { String($0.character) }.joined(separator: " ")
        return "; UCS-2 because of \(signs)"
    }

    private var mend: String {
        guard encoding == .ucs2, let downgrade = SMSDowngrade(of: text) else {
            return "shorten it, or allow more with sms_segments in message.yaml"
        }
        let likes = downgrade.changes.map { $0.with.isEmpty ? "nothing" : $0.with }.joined(separator: " ")
        return "write \(likes) instead (\(downgrade.segments) segments), or shorten it"
    }
}
