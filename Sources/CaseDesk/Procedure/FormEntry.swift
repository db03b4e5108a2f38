import Foundation
package import Scheduler

/// What one page sent in, judged: the answers that hold, and for the others what is wrong.
package struct FormEntry: Sendable {
    package let answers: Answers
    package let problems: [Field.ID: FieldProblem]

    package var isSound: Bool { problems.isEmpty }
}

extension Form {
    /// Judges the inputs of one step against the answers given so far. Inputs of fields that aren't asked, there or
    /// as a consequence of this very entry, count for nothing.
    package func enter(
        _ inputs: [String: String], into id: Step.ID, of answers: Answers, on today: LocalDate
    ) -> FormEntry {
        var entered = pruned(answers, on: today)
        var problems: [Field.ID: FieldProblem] = [:]
        guard let step = step(id), step.when.holds(in: entered, on: today) else {
            return FormEntry(answers: entered, problems: [:])
        }
        for field in step.fields {
            guard field.when.holds(in: entered, on: today) else {
                entered[field.id] = nil
                continue
            }
            do throws(FieldProblem) {
                entered[field.id] = try field.judge(inputs, on: today)
            } catch {
                entered[field.id] = nil
                problems[field.id] = error
            }
        }
        return FormEntry(answers: pruned(entered, on: today), problems: problems)
    }
}

extension Field {
    /// Nil is an optional question left open.
    package func judge(_ inputs: [String: String], on today: LocalDate) throws(FieldProblem) -> Answer? {
        if case .date(let rule) = kind { return try judgeDate(inputs, rule, on: today) }
        let typed = Self.tidy(inputs[id.text] ?? "", multiline: isLongText)
        if case .consent = kind {
            if typed == "yes" { return .flag(true) }
            if isRequired { throw .notConsented }
            return .flag(false)
        }
        if typed.isEmpty {
            if isRequired { throw .missing }
            return nil
        }
        return try judge(typed)
    }

    private func judge(_ typed: String) throws(FieldProblem) -> Answer {
        switch kind {
        case .text(let longest), .longText(let longest):
            guard typed.count <= longest else { throw .tooLong(longest) }
            return .text(typed)
        case .choice(let choices):
            guard choices.contains(where: { $0.value == typed }) else { throw .notAChoice }
            return .text(typed)
        case .integer(let range):
            guard let value = Int(Self.latinDigits(typed)) else { throw .notANumber }
            if value < range.lowerBound { throw .tooSmall(range.lowerBound) }
            if value > range.upperBound { throw .tooLarge(range.upperBound) }
            return .integer(value)
        case .country:
            let code = typed.uppercased()
            guard Countries.codes.contains(code) else { throw .notACountry }
            return .text(code)
        case .email:
            guard let address = ContactSyntax.email(typed) else { throw .notAnEmail }
            return .text(address)
        case .phone:
            guard let number = ContactSyntax.phone(Self.latinDigits(typed)) else { throw .notAPhone }
            return .text(number)
        case .consent, .date: throw .missing
        }
    }

    private func judgeDate(
        _ inputs: [String: String], _ rule: DateRule, on today: LocalDate
    ) throws(FieldProblem) -> Answer? {
        let typed = self.inputs.map { Self.latinDigits(Self.tidy(inputs[$0] ?? "", multiline: false)) }
        if typed.allSatisfy(\.isEmpty) {
            if isRequired { throw .missing }
            return nil
        }
        let parts = typed.compactMap { Int($0) }
        guard parts.count == 3, (1000...9999).contains(parts[2]),
            let date = LocalDate(year: parts[2], month: parts[1], day: parts[0])
        else { throw .notADate }
        if rule == .past, date >= today { throw .dateNotPast }
        if rule == .future, date <= today { throw .dateNotFuture }
        return .date(date)
    }

    private var isLongText: Bool {
        if case .longText = kind { true } else { false }
    }

    /// NFC, without control or direction characters that could hide something, and without outer blanks.
    static func tidy(_ typed: String, multiline: Bool) -> String {
        let kept = typed.replacingOccurrences(of: "\r\n", with: "\n").unicodeScalars.filter { scalar in
            if scalar == "\n" { return multiline }
            switch scalar.properties.generalCategory {
            case .control, .privateUse, .surrogate, .unassigned: return false
            case .format: return scalar == "\u{200C}" || scalar == "\u{200D}"
            default: return true
            }
        }
        return String(String.UnicodeScalarView(kept))
            .precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// ٣ and ۳ are 3: an Arabic or Persian keyboard types them.
    static func latinDigits(_ typed: String) -> String {
        String(
            String.UnicodeScalarView(
                typed.unicodeScalars.map { scalar in
                    guard scalar.properties.numericType == .decimal,
                        let value = scalar.properties.numericValue, let digit = UInt8(exactly: value)
                    else { return scalar }
                    return Unicode.Scalar(UInt8(ascii: "0") + digit)
                }))
    }
}
