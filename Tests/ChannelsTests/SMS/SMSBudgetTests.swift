import Declared
import Foundation
import Testing

@testable import Channels

@Suite struct `The budget of an SMS` {
    private func templates(
        sms: String, declared: String = "", samples: String? = nil, locale: String = "fr"
    ) throws -> (templates: MessageTemplates, samples: SMSSamples) {
        let facts = """
            name: x
            direction: ltr
            digits: latin
            complete: true
            date_time: "{date} {time}"
            zone_time: "{city}"
            """
        var files = [
            "locales/fr/locale.yaml": facts, "locales/fr/messages.yaml": "email: {footer: \"-\"}",
            "message-templates/note/message.yaml": """
            lane: reminder
            media: [sms]
            after_unknown: silence
            variables: {name: text, why: choice, count: integer, link: link}
            \(declared)
            """,
            "message-templates/note/fr.md": "---\nsubject: Note\ntitle: Note\nsms: \"\(sms)\"\n---\n",
        ]
        files["message-templates/samples.yaml"] = samples
        let folder = try Folder(files)
        let words = Words(directory: "\(folder.path)/locales")
        let directory = "\(folder.path)/message-templates"
        let read = MessageTemplates(directory: directory, words: words)
        #expect(read.findings == [])
        return (read, SMSSamples(directory: directory, words: words))
    }

    private func findings(
        _ sms: String, declared: String = "", samples: String? = nil
    ) throws -> [String] {
        let (templates, samples) = try templates(sms: sms, declared: declared, samples: samples)
        return templates.budgetFindings(samples).map(\.description)
    }

    @Test func `is two segments, unless the message says otherwise`() throws {
        let long = String(repeating: "a", count: 307)
        #expect(try findings(String(repeating: "a", count: 306)) == [])
        #expect(
            try findings(long) == [
                "message-templates/note/fr.md:4: the SMS takes 3 segments: 1 septets too many for 2 (307 of 306) "
                    + "(shorten it, or allow more with sms_segments in message.yaml)"
            ])
        #expect(try findings(long, declared: "sms_segments: 3") == [])
        #expect(try findings(long, declared: "sms_segments: {fr: 3}") == [])
        #expect(try findings(long, declared: "sms_segments: {ar: 3}").count == 1)
        #expect(try findings(String(repeating: "a", count: 161), declared: "sms_segments: 1").count == 1)
    }

    @Test func `names what forces UCS-2, and what to write instead`() throws {
        let text = "L’été, l’œuvre" + String(repeating: "a", count: 130)
        let finding = try #require(try findings(text).first)
        #expect(finding.contains("10 UTF-16 units too many for 2 (144 of 134); UCS-2 because of ’ œ"))
        #expect(finding.contains("write ' oe instead (1 segments)"))
    }

    @Test func `is kept in every branch of a choice, with long values`() throws {
        let pad = String(repeating: "a", count: 290)
        #expect(
            try findings("{why, select, short {x} long {\(pad) {name}} other {}}").first?
                .contains("where why is long") == true)
        #expect(try findings("{why, select, short {x} other {\(pad)}}") == [])
        #expect(try findings("\(pad){count}", samples: "count: \"3\"") == [])
        #expect(try findings("\(pad){name}", samples: "name: \"Ida\"") == [])
        #expect(try findings("\(pad){name}", declared: "samples: {name: Ida}") == [])
        #expect(try findings("\(pad){name}", samples: "name: {fr: \"a name of seventeen\"}").count == 1)
    }

    @Test(arguments: [
        ("{a, select, x {1} y {{b, select, p {} other {}}} other {}}", "a", ["x", "y", "other"]),
        ("{a, select, x {1} y {{b, select, p {} other {}}} other {}}", "b", ["p", "other"]),
        ("{a,select,x{1}other{}} {a, select, z {} other {}}", "a", ["x", "other", "z"]),
        ("{a, plural, one {#} other {#}}", "a", []), ("{a}", "a", []), ("{a, select, x {", "a", ["x"]),
        ("", "a", []), ("{{{{", "a", []), ("{a, select", "a", []),
    ])
    func `knows the branches of a pattern`(pattern: String, name: String, keys: [String]) {
        #expect(SelectKeys.of(name, in: pattern) == keys)
    }

    private let ours = MessageTemplates(
        directory: "\(checkout)/message-templates", words: Words(directory: "\(checkout)/locales"))

    @Test func `is kept by every message of this checkout`() throws {
        let samples = SMSSamples(directory: "\(checkout)/message-templates", words: ours.words)
        #expect(ours.budgetFindings(samples) == [])
        let lines = ours.budget(samples)
        #expect(Set(lines.map(\.locale)).isSuperset(of: languages))
        #expect(lines.allSatisfy { !$0.text.contains("{") })
        for line in lines where line.locale != "ar" {
            #expect(line.encoding == .gsm7, "\(line.template) \(line.locale): \(line.forcedBy)")
        }
    }
}
