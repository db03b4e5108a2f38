import Foundation
import Scheduler
import TestServers
import Testing

@testable import Channels

/// The templates of this checkout.
let templates = MessageTemplates(
    directory: "\(checkout)/message-templates", words: Words(directory: "\(checkout)/locales"))

/// A plausible value for each declared variable.
func sample(_ template: MessageTemplate, text: String = "K7M2-9QX4-3") -> [String: TemplateValue] {
    var values: [String: TemplateValue] = [:]
    for (name, kind) in template.variables {
        values[name] =
            switch kind {
            case .text: .text(name == "code" ? "482913" : text)
            case .link: .link("https://rdc.example.org/d/4f9a2c#k8")
            case .choice: .choice("other")
            case .integer: .integer(10)
            case .money: .money(minor: 7_500, currency: "EUR")
            case .date: .date(LocalDate(ordinal: 20_781))
            case .time: .time(.midnight)
            case .dateTime:
                .dateTime(
                    LocalDate(ordinal: 20_781), LocalTime("10:05") ?? .midnight, zone: "Europe/Brussels")
            case .list: .list(["a", "b"])
            }
    }
    return values
}

@Suite struct `The message templates` {
    static let needed = [
        "access.code", "agent.invited", "appointment.cancelled", "appointment.confirmed", "appointment.moved",
        "appointment.reminder", "conversation.message", "correction.requested", "document.issued",
        "document.revoked", "dossier.approved", "dossier.rejected", "dossier.submitted", "payment.received",
    ]

    @Test func `of this checkout lack nothing`() {
        #expect(templates.findings == [])
        #expect(Set(templates.names).isSuperset(of: Self.needed))
    }

    /// The reference alone is known there: anything else would stand open.
    @Test(arguments: templates.names, languages)
    func `have a title for lists`(name: String, locale: String) throws {
        var known: [String: TemplateValue] = [:]
        for variable in try templates.template(name).variables.keys {
            known[variable] = .text(variable == "reference" ? "K7M2-9QX4-3" : "…")
        }
        let title = try templates.title(name, in: locale, known)
        #expect(!title.isEmpty && !title.contains("…"), "\(title)")
    }

    @Test(arguments: templates.names, languages)
    func `render whole in each language`(name: String, locale: String) throws {
        let template = try templates.template(name)
        let email = try templates.email(name, in: locale, sample(template))
        let sms =
            template.media.contains(.sms) ? try templates.sms(name, in: locale, sample(template)).text : ""
        for text in [email.subject, email.text, email.html, sms] {
            #expect(!text.contains("{") || text == email.html, "\(text)")
            #expect(!text.contains("\u{E000}") && !text.contains("messages.email"))
        }
        let direction = templates.words.locale(locale).direction.rawValue
        #expect(email.html.contains("<html lang=\"\(locale)\" dir=\"\(direction)\">"))
        #expect(email.html.contains("<a href=\"https://rdc.example.org/d/4f9a2c#k8\""))
        #expect(email.text.contains("\nhttps://rdc.example.org/d/4f9a2c#k8\n"))
        #expect(!email.text.contains("**") && !email.html.contains("**"))
    }

    @Test(arguments: templates.names, languages)
    func `say it in three SMS at most, in Latin letters in two of the cheap alphabet`(
        name: String, locale: String
    ) throws {
        let template = try templates.template(name)
        guard template.media.contains(.sms) else { return }
        let text = SMSText(try templates.sms(name, in: locale, sample(template)).text)
        guard templates.words.locale(locale).direction == .ltr else { return #expect(text.segments <= 3) }
        #expect(text.forcedBy == [], "\(text)")
        #expect(text.segments <= 2, "\(text)")
    }

    @Test(arguments: templates.names)
    func `have the same sentence in no two languages`(name: String) throws {
        let template = try templates.template(name)
        var known: [String: String] = [:]
        for locale in languages {
            let text = try templates.email(name, in: locale, sample(template)).text
            let isArabic = text.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
            #expect(isArabic == (locale == "ar"))
            for sentence in text.split(separator: "\n") where sentence.split(separator: " ").count > 2 {
                let other = known.updateValue(locale, forKey: String(sentence))
                #expect(other == nil || other == locale, "\(sentence)")
            }
        }
    }
}

@Suite struct `A rendered message` {
    private func templates(body: String, sms: String? = nil) throws -> MessageTemplates {
        let media = sms == nil ? "[email]" : "[email, sms]"
        let head = "---\nsubject: \"S {name}\"\n" + (sms.map { "sms: \"\($0)\"\n" } ?? "") + "---\n"
        var files = [
            "m/message.yaml":
                "lane: transactional\nmedia: \(media)\nafter_unknown: repeat\nvariables: {name: text, link: link, n: integer}\n"
        ]
        for locale in languages { files["m/\(locale).md"] = head + body }
        let folder = try Folder(files)
        return withExtendedLifetime(folder) {
            MessageTemplates(directory: folder.path, words: Words(directory: "\(checkout)/locales"))
        }
    }

    /// The elements and attributes that a browser would see, and the text.
    private let parser = """
        import sys, json
        from html.parser import HTMLParser
        class P(HTMLParser):
            def __init__(self):
                super().__init__(); self.tags = []; self.text = ""
            def handle_starttag(self, tag, attrs): self.tags.append([tag] + sorted(n for n, _ in attrs))
            def handle_data(self, data): self.text += data
        p = P(); p.feed(open(sys.argv[1], encoding="utf-8").read()); p.close()
        print(json.dumps({"tags": p.tags, "text": p.text}))
        """

    private func read(_ html: String) throws -> (tags: [[String]], text: String) {
        let json = try python(parser, Array(html.utf8))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        return (try #require(object["tags"] as? [[String]]), try #require(object["text"] as? String))
    }

    @Test(arguments: naughty, languages)
    func `shows what a person typed, and obeys none of it`(text: String, locale: String) throws {
        let templates = try templates(body: "Bonjour {name}\n\n> {name}\n", sms: "SMS {name}")
        let values: [String: TemplateValue] = ["name": .text(text), "link": .link(text), "n": .integer(1)]
        let email = try templates.email("m", in: locale, values)
        let harmless = try templates.email(
            "m", in: locale, ["name": .text("x"), "link": .link("x"), "n": .integer(1)])
        let read = try read(email.html)
        #expect(read.tags.filter { $0 != ["br"] } == (try self.read(harmless.html)).tags)
        for line in text.split(whereSeparator: \.isNewline) {
            let shown = String(line).unicodeScalars.map { $0.value < 32 ? "\u{FFFD}" : String($0) }.joined()
            #expect(read.text.contains(shown), "\(read.text)")
            #expect(email.text.contains(line.replacing("\u{0}", with: "")) || line.contains("\u{0}"))
        }
        #expect(email.subject.split { $0.isNewline }.count == 1)
        let sms = try templates.sms("m", in: locale, values).text
        #expect(sms.split { $0.isNewline }.count == 1)
    }

    @Test func `makes a button of a web address, and of nothing else`() throws {
        let templates = try templates(body: "[Ouvrir]({link})\n\n{name}\n")
        let sound = try templates.email(
            "m", in: "fr", ["name": .text("x"), "link": .link("https://a.b/?x=1&y=2")])
        #expect(sound.html.contains("<a href=\"https://a.b/?x=1&amp;y=2\""))
        #expect(sound.text.hasPrefix("Ouvrir\nhttps://a.b/?x=1&y=2\n"))
        let evil = try templates.email(
            "m", in: "fr", ["name": .text("x"), "link": .link("javascript:alert(1)")])
        #expect(!evil.html.contains("<a "))
    }

    @Test func `leaves out a paragraph that has nothing to say`() throws {
        let templates = try templates(body: "Avant\n\n> {name}\n\nAprès\n")
        let email = try templates.email("m", in: "fr", ["name": .text("")])
        #expect(email.text.hasPrefix("Avant\n\nAprès\n"))
    }

    @Test func `knows paragraphs, lists and bold`() throws {
        let templates = try templates(
            body: "Un **deux**\ntrois\n\n- a\n- {n, plural, one {# b} other {# c}}\n")
        let email = try templates.email("m", in: "fr", ["n": .integer(2)])
        #expect(email.text.hasPrefix("Un deux\ntrois\n\n- a\n- 2 c\n"))
        #expect(email.html.contains("<p style=\"margin:0 0 16px\">Un <strong>deux</strong><br>\ntrois</p>"))
        #expect(email.html.contains("<li>a</li>\n<li>2 c</li>"))
    }

    @Test(arguments: [
        ("Bonjour {nom}", "{nom} is not a value of this text"),
        ("l'{name}", "an apostrophe stands before '{'"),
        ("{name", "the pattern can't be read"),
    ])
    func `is checked before it is ever sent`(body: String, what: String) throws {
        let findings = try templates(body: body).findings
        #expect(findings.contains { "\($0)".contains(what) }, "\(findings)")
    }
}
