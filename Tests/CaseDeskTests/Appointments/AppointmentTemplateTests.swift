import Channels
import Declared
import Scheduler
import Testing

@Suite struct `The templates of the appointment's and the conversation's messages` {
    @Test(arguments: [
        "appointment.confirmed", "appointment.moved", "appointment.cancelled", "appointment.missed",
        "appointment.displaced", "appointment.another_place", "appointment.reminder", "conversation.message",
    ]) func `stand there without a fault and ask for nothing that isn't given`(name: String) throws {
        let words = Words(directory: "\(repository)/locales")
        let templates = MessageTemplates(directory: "\(repository)/message-templates", words: words)
        #expect(templates.findings.filter { $0.file.contains(name) } == [])
        let given: Set = [
            "reference", "procedure", "post", "place", "link", "when", "text", "request", "sanction", "until",
            "offer", "new", "why", "reason", "where", "city",
        ]
        #expect(given.isSuperset(of: try templates.template(name).variables.keys))
    }

    @Test(arguments: offeredLocales)
    func `don't offer another place for a request that is closed`(locale: String) throws {
        let words = Words(directory: "\(repository)/locales")
        let templates = MessageTemplates(directory: "\(repository)/message-templates", words: words)
        let texts = try ["open", "closed"].map { request in
            let values: [String: TemplateValue] = [
                "reference": .text("ABCD-EFGH-K"), "procedure": .text("p"), "post": .text("post"),
                "link": .link("https://consulat.example/a"), "request": .choice(request),
                "why": .choice("unsaid"), "reason": .text(""),
                "when": .dateTime(AppointmentGround.tuesday, .midnight, zone: nil),
            ]
            let email = try templates.email("appointment.cancelled", in: locale, values)
            let sms = try templates.sms("appointment.cancelled", in: locale, values)
            #expect(email.html.contains("href=\"https://consulat.example/a\""))
            #expect(sms.text.hasSuffix("https://consulat.example/a"))
            return email.text + sms.text
        }
        let others = ["fr": "autre", "ar": "آخر", "ln": "mosusu", "en": "another", "sw": "mingine"]
        let offer = try #require(others[locale])
        #expect(texts.map { $0.contains(offer) } == [true, false])
    }

    @Test(arguments: ["appointment.displaced", "appointment.another_place"], offeredLocales)
    func `tell of another place in few SMS`(name: String, locale: String) throws {
        let words = Words(directory: "\(repository)/locales")
        let templates = MessageTemplates(directory: "\(repository)/message-templates", words: words)
        let when = TemplateValue.dateTime(AppointmentGround.tuesday, .midnight, zone: nil)
        for offer in ["yes", "soon", "none"] {
            let all: [String: TemplateValue] = [
                "reference": .text("ABCD-EFGH-K"), "procedure": .text("p"), "post": .text("post"),
                "place": .text("place"), "when": when, "new": when, "until": when, "offer": .choice(offer),
                "why": .choice("unsaid"), "reason": .text(""),
                "link": .link("https://consulat.example.org/a/4f9a2c7d1e#k8m2n4p6q8"),
            ]
            let declared = try templates.template(name).variables.keys
            let values = all.filter { declared.contains($0.key) }
            let sms = SMSText(try templates.sms(name, in: locale, values).text)
            #expect(sms.segments <= (locale == "ar" ? 3 : 2), "\(offer) \(sms.units): \(sms)")
        }
    }
}
