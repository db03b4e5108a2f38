internal import Declared

/// Compares every locale's texts with the base's: none missing, none unreadable, the same placeholders.
struct WordsCheck {
    let texts: [String: [String: Words.Text]]
    let facts: [String: LocaleFacts]

    func findings(after earlier: [Finding]) -> [Finding] {
        var findings = earlier
        let base = texts[Words.base] ?? [:]
        for (locale, own) in texts {
            for (key, text) in own {
                findings += PatternCheck(
                    pattern: text.pattern, locale: facts[locale]?.icu ?? locale, file: text.file,
                    line: text.line
                ).findings(allowing: placeholders(of: key))
                if base[key] == nil, locale != Words.base {
                    findings.append(
                        Finding(
                            file: text.file, line: text.line, what: "'\(key)' isn't known in \(Words.base)",
                            mend: "add it there, or remove it here"))
                }
            }
            guard facts[locale]?.isComplete == true else { continue }
            for (key, text) in base where own[key] == nil {
                let name = key.split(separator: ".").first.map(String.init) ?? key
                findings.append(
                    Finding(
                        file: "locales/\(locale)/\(name).yaml", line: 1, what: "'\(key)' is missing",
                        mend: "translate: \(text.pattern.prefix(80))"))
            }
        }
        return Set(findings).sorted()
    }

    private func placeholders(of key: String) -> Set<String>? {
        guard let text = texts[Words.base]?[key],
            let pattern = try? WordPattern(text.pattern, locale: Words.base)
        else { return nil }
        return pattern.names
    }
}

/// What can be wrong with one pattern.
struct PatternCheck {
    let pattern: String
    let locale: String
    let file: String
    let line: Int

    /// `allowing` nil: any placeholder will do.
    func findings(allowing known: Set<String>?) -> [Finding] {
        // ICU reads `'{` as the start of quoted text: the placeholder would be shown, not filled.
        if pattern.contains("'{") {
            return [finding("an apostrophe stands before '{'", mend: "write ’ instead of '")]
        }
        let compiled: WordPattern
        do {
            compiled = try WordPattern(pattern, locale: locale)
        } catch {
            return [finding("the pattern can't be read: \(error.reason)", mend: "check its braces")]
        }
        guard let known else { return [] }
        return compiled.names.subtracting(known).sorted().map { name in
            finding(
                "{\(name)} is not a value of this text",
                mend: known.isEmpty ? "remove it" : "use one of: \(known.sorted().joined(separator: ", "))")
        }
    }

    private func finding(_ what: String, mend: String) -> Finding {
        Finding(file: file, line: line, what: what, mend: mend)
    }
}
