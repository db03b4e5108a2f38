internal import Crypto
internal import Declared
internal import Foundation
internal import Scheduler

/// Reads and checks `message-templates/`.
struct MessageTemplatesReader {
    let directory: String
    let words: Words
    private(set) var templates: [String: MessageTemplate] = [:]
    private(set) var findings: [Finding] = []

    init(directory: String, words: Words) {
        self.directory = directory
        self.words = words
    }

    mutating func readAll() {
        for name in entries(of: directory) where !name.hasPrefix(".") && !name.hasSuffix(".yaml") {
            let path = "message-templates/\(name)/message.yaml"
            guard let declaration = contents("\(directory)/\(name)/message.yaml") else {
                report(path, "the file is missing", mend: "say the lane, media and variables there")
                continue
            }
            let reading = DeclaredFile(path: path, contents: declaration).read(Declaration.init)
            findings += reading.findings
            templates[name] = template(name, reading.value)
        }
    }

    private mutating func template(_ name: String, _ declaration: Declaration) -> MessageTemplate {
        var texts: [String: MessageTemplate.LocaleText] = [:]
        for file in entries(of: "\(directory)/\(name)") where file.hasSuffix(".md") {
            guard let source = contents("\(directory)/\(name)/\(file)") else { continue }
            let locale = String(file.dropLast(3))
            texts[locale] = text(source, "message-templates/\(name)/\(file)", locale, declaration)
        }
        for locale in words.locales where texts[locale.code] == nil {
            report(
                "message-templates/\(name)/\(locale.code).md", "the file is missing",
                mend: "translate \(Words.base).md")
        }
        return MessageTemplate(
            name: name, lane: declaration.lane, media: declaration.media,
            variables: declaration.variables, validFor: declaration.validFor,
            afterUnknown: declaration.afterUnknown, budget: declaration.budget,
            isAsked: declaration.isAsked, ladder: declaration.ladder, isLegal: declaration.isLegal,
            needsCall: declaration.needsCall, texts: texts)
    }

    private mutating func text(
        _ source: String, _ path: String, _ locale: String, _ declaration: Declaration
    ) -> MessageTemplate.LocaleText? {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            report(path, "the head is missing", mend: "begin with ---, subject: …, sms: …, ---")
            return nil
        }
        // The line of the opening dashes stays, empty, so that findings name the right lines.
        let head = DeclaredFile(path: path, contents: "\n" + lines[1..<end].joined(separator: "\n"))
        let reading = head.read {
            (subject: $0.text("subject"), title: $0.optionalText("title"), sms: $0.optionalText("sms"))
        }
        findings += reading.findings
        let body = lines[(end + 1)...].joined(separator: "\n").trimmed
        let text = MessageTemplate.LocaleText(
            subject: reading.value.subject, title: reading.value.title, sms: reading.value.sms, body: body,
            file: path, version: Self.version(of: source), line: end + 2,
            smsLine: (lines[..<end].firstIndex { $0.hasPrefix("sms:") } ?? 0) + 1)
        check(text, head: lines[..<end], locale, declaration)
        return text
    }

    private static func version(of source: String) -> String {
        SHA256.hash(data: Data(source.utf8)).prefix(6)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private mutating func check(
        _ text: MessageTemplate.LocaleText, head: ArraySlice<Substring>, _ locale: String,
        _ declaration: Declaration
    ) {
        if declaration.media.contains(.sms) != (text.sms != nil) {
            report(
                text.file, text.sms == nil ? "the SMS text is missing" : "there is an SMS text too many",
                mend: text.sms == nil ? "add sms: …" : "remove it, or add sms to the media of message.yaml")
        }
        func line(of key: String) -> Int { (head.firstIndex { $0.hasPrefix("\(key):") } ?? 0) + 1 }
        let patterns = [
            (text.subject, line(of: "subject")), (text.title ?? "", line(of: "title")),
            (text.sms ?? "", line(of: "sms")), (text.body, text.line),
        ]
        let icu = words.locale(locale).icu
        for (pattern, line) in patterns {
            findings += PatternCheck(pattern: pattern, locale: icu, file: text.file, line: line)
                .findings(allowing: Set(declaration.variables.keys))
        }
    }

    private mutating func report(_ file: String, _ what: String, mend: String) {
        findings.append(Finding(file: file, line: 1, what: what, mend: mend))
    }

    private func contents(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func entries(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}

/// `message.yaml`.
private struct Declaration {
    let lane: Lane
    let media: [Medium]
    let variables: [String: TemplateValue.Kind]
    let validFor: Duration?
    let afterUnknown: MessageTemplate.AfterUnknown
    let budget: SMSBudget
    let isAsked: Bool
    let ladder: Duration?
    let isLegal: Bool
    let needsCall: Bool

    init(_ node: DeclaredNode) {
        lane = node.choice("lane")
        media = node.requiredList("media").compactMap { $0.choiceValue(of: Medium.self) }
        var kinds: [String: TemplateValue.Kind] = [:]
        for (name, value) in node.map("variables") {
            kinds[name] = value.choiceValue(of: TemplateValue.Kind.self)
        }
        variables = kinds
        validFor = node.optionalInteger("valid_minutes", in: 1...525_600).map { .minutes(Int64($0)) }
        afterUnknown = node.choice("after_unknown")
        budget = SMSBudget(node)
        isAsked = node.boolean("asked")
        ladder = node.optionalInteger("ladder_minutes", in: 1...10_080).map { .minutes(Int64($0)) }
        isLegal = node.boolean("legal")
        needsCall = node.boolean("call_when_unreached")
        if ladder != nil, media.count < 2 {
            node.optional("ladder_minutes")?.report(
                "a ladder needs two media", mend: "add a medium, or remove ladder_minutes")
        }
        if isLegal, [.reminder, .campaign].contains(lane) {
            node.required("legal").report(
                "a reminder can be left out, a legal notice can't", mend: "remove legal, or change the lane")
        }
    }
}
