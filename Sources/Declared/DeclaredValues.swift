import Yams

// Typed values. Each has three forms: of this node, of a required key, of an optional key.
extension DeclaredNode {
    package func text(_ key: String) -> String { required(key).textValue }
    package func optionalText(_ key: String) -> String? { optional(key)?.textValue }

    package func integer(_ key: String, in range: ClosedRange<Int> = 0...Int.max) -> Int {
        required(key).integerValue(in: range)
    }
    package func optionalInteger(_ key: String, in range: ClosedRange<Int> = 0...Int.max) -> Int? {
        optional(key)?.integerValue(in: range)
    }

    /// `true` or `false`; `standard` when the key is absent.
    package func boolean(_ key: String, or standard: Bool = false) -> Bool {
        optional(key)?.booleanValue ?? standard
    }

    /// A sum like `25.00` in minor units, exactly: no binary fraction is ever involved.
    package func minorUnits(_ key: String, digits: Int) -> Int64 {
        required(key).minorUnitsValue(digits: digits)
    }

    /// One of a closed list.
    package func choice<Choice>(_ key: String, of type: Choice.Type = Choice.self) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        required(key).choiceValue() ?? Choice.allCases[Choice.allCases.startIndex]
    }
    package func optionalChoice<Choice>(_ key: String, of type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        optional(key)?.choiceValue()
    }

    package func localized(_ key: String) -> LocalizedText { required(key).localizedValue }
    package func optionalLocalized(_ key: String) -> LocalizedText? { optional(key)?.localizedValue }

    /// A list of plain texts; empty when absent.
    package func texts(_ key: String) -> [String] { list(key).map(\.textValue) }
}

extension DeclaredNode {
    package var textValue: String {
        guard exists else { return "" }
        guard let scalar = node?.scalar else {
            report(
                "'\(place)' should be a text", mend: "write the text on the same line, in quotes if need be")
            return ""
        }
        return scalar.string
    }

    package func integerValue(in range: ClosedRange<Int> = 0...Int.max) -> Int {
        guard exists else { return range.lowerBound }
        guard let value = node?.scalar.flatMap({ Int($0.string) }) else {
            report("'\(place)' should be a whole number", mend: "write digits only")
            return range.lowerBound
        }
        guard range.contains(value) else {
            let most = range.upperBound == Int.max ? "" : " and at most \(range.upperBound)"
            report("'\(place)' is \(value)", mend: "write at least \(range.lowerBound)\(most)")
            return range.lowerBound
        }
        return value
    }

    package var booleanValue: Bool {
        guard exists else { return false }
        switch node?.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            report("'\(place)' should be true or false", mend: "write true or false")
            return false
        }
    }

    package func minorUnitsValue(digits: Int) -> Int64 {
        guard exists else { return 0 }
        let text = node?.scalar?.string ?? ""
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let padded = fraction + String(repeating: "0", count: max(0, digits - fraction.count))
        let digitsOnly = (parts.joined()).utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard (1...2).contains(parts.count), !parts[0].isEmpty, digitsOnly, fraction.count <= digits,
            parts.count == 1 || !fraction.isEmpty, let value = Int64(parts[0] + padded)
        else {
            let example = digits == 0 ? "25" : "25." + String(repeating: "0", count: digits)
            report("'\(place)' should be a sum of money, not '\(text)'", mend: "write it like \(example)")
            return 0
        }
        return value
    }

    package func choiceValue<Choice>(of type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard exists else { return nil }
        let text = node?.scalar?.string ?? ""
        if let choice = Choice(rawValue: text) { return choice }
        report(
            "'\(text)' is not a choice for '\(place)'",
            mend: "use one of: \(listing(Choice.allCases.map(\.rawValue)))")
        return nil
    }

    package var localizedValue: LocalizedText {
        guard exists else { return LocalizedText([:]) }
        var texts: [String: String] = [:]
        if node?.mapping == nil { _ = pairs }
        for locale in keys { texts[locale] = optional(locale)?.textValue ?? "" }
        for locale in collector.locales where texts[locale, default: ""].isEmpty && node?.mapping != nil {
            report("'\(place)' lacks the text in '\(locale)'", mend: "add \(locale): …")
        }
        return LocalizedText(texts)
    }
}
