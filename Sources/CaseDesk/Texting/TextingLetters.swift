import Channels
import Declared
import PostgresClient
import Scheduler
import Vault

/// Writes the answers: messages of Channels, each a template of `message-templates/sms.*`.
struct TextingLetters: Sendable {
    let appointments: Appointments
    let vocabulary: TextingVocabulary
    private var letters: DossierLetters { appointments.news.letters }
    private var words: Words { appointments.news.words }

    /// The templates there must be.
    static let templates = [
        "sms.places", "sms.none", "sms.which", "sms.code", "sms.waiting", "sms.presence", "sms.status",
        "sms.help", "sms.nothing", "sms.received", stranger, stopped, resumed,
    ]
    static let stranger = "sms.unknown"
    static let stopped = "sms.stopped"
    static let resumed = "sms.resumed"

    /// What goes with a reply: the requests it may name.
    struct Context {
        let person: String
        let locale: String
        let dossiers: [Dossier]
        /// The one they were last told about.
        let latest: Dossier
        let subjects: [TextingSubject]
        /// The SMS that is answered.
        let message: InboundMessage
    }

    /// Answers the ids of what was written; none when the person left no number.
    func post(
        _ reply: TextingReply, _ context: Context, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        guard let person = try await letters.people.load(context.person, in: transaction) else { return [] }
        let dossier = context.dossiers.first { $0.id.text == reply.dossier } ?? context.latest
        let (template, values) = try await text(reply, dossier, context)
        let declared = try letters.messages.variables(of: template)
        return try await letters.messages.post(
            [
                NewMessage(
                    event: event(template, reply, context),
                    recipient: Recipient(id: person.id, phone: person.phone, locale: context.locale),
                    template: template, variables: values.filter { declared.contains($0.key) },
                    media: [.sms], scope: dossier.scope, subject: dossier.id.text)
            ], in: transaction)
    }

    /// To a number that isn't known: where the site is, once a day, and nothing else.
    func answerStranger(
        _ number: PhoneNumber, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        let stranger = strangerName(number)
        let locale = letters.catalogue.locales.first ?? Words.base
        return try await letters.messages.post(
            [
                NewMessage(
                    event: "\(Self.stranger)/\(stranger)/\(today)",
                    recipient: Recipient(id: stranger, phone: number, locale: locale),
                    template: Self.stranger, variables: ["site": .link(letters.site)], media: [.sms],
                    scope: VaultScope(post: "central", name: "inbound"))
            ], in: transaction)
    }

    /// A name for a number that isn't known, which tells nobody the number.
    func strangerName(_ number: PhoneNumber) -> String {
        let name = appointments.vault.blindIndex(number.e164, purpose: "sms-stranger")
        return "stranger/\(Base64URL.encode(Array(name.prefix(16))))"
    }

    /// That a letter arrived is said once a day; everything else once per SMS.
    private func event(_ template: String, _ reply: TextingReply, _ context: Context) -> String {
        if case .received(_, .message) = reply { return "\(template)/\(context.person)/\(today)" }
        return "\(template)/\(context.message.id)"
    }

    private var today: LocalDate {
        LocalDate(ordinal: Int(appointments.clock.now.milliseconds / 86_400_000))
    }

    private func text(
        _ reply: TextingReply, _ dossier: Dossier, _ context: Context
    ) async throws -> (template: String, values: [String: TemplateValue]) {
        let subject = context.subjects.first { $0.dossier == dossier.id.text }
        let said = try await phrases(of: dossier, subject?.standing, in: context.locale)
        let procedure = try await appointments.dossiers.procedure(of: dossier)
        var values: [String: TemplateValue] = [
            "reference": .text(dossier.reference.description), "code": .text(dossier.reference.code),
            "procedure": .text(said.short(procedure.title[context.locale], to: TextingPhrases.title)),
            "phone": .text(letters.catalogue.post(dossier.post)?.phone ?? ""),
            "when": .text(subject.flatMap { said.when($0.standing) } ?? ""),
            "site": .link(letters.site),
        ]
        switch reply {
        case .places(_, let starts, let until, let reason):
            values["places"] = .text(said.list(starts.map(said.moment), named: said.numbers))
            values["until"] = .text(said.hour(until))
            values["why"] = .choice(reason.rawValue)
            return ("sms.places", values)
        case .noPlaces(_, let reason):
            values["why"] = .choice(reason.rawValue)
            return ("sms.none", values)
        case .which(let dossiers):
            values["choices"] = .text(try await choices(dossiers, said, context))
            return ("sms.which", values)
        case .code(let action, _):
            values["what"] = .choice(action == .move ? "move" : "cancel")
            return ("sms.code", values)
        case .waiting(_, let place, let why):
            values["why"] = .choice(why.rawValue)
            values["place"] = .integer(Int64(place ?? 0))
            return ("sms.waiting", values)
        case .presence: return ("sms.presence", values)
        case .status:
            values["standing"] = .choice(subject?.standing.name ?? "settled")
            values["place"] = .integer(Int64(subject?.standing.place ?? 0))
            values["state"] = .text(
                said.short(
                    procedure.flow.state(dossier.state)?.label[context.locale] ?? "",
                    to: TextingPhrases.title))
            return ("sms.status", values)
        case .help: return ("sms.help", values)
        case .nothing(let why, _):
            values["why"] = .choice(why.rawValue)
            return ("sms.nothing", values)
        case .barred(_, let until):
            values["why"] = .choice("barred")
            values["when"] = .text(said.date(until))
            return ("sms.nothing", values)
        case .received(_, let letter):
            values["what"] = .choice(letter.rawValue)
            return ("sms.received", values)
        }
    }

    /// By the clock and with the city of the place where the request's appointment is.
    private func phrases(
        of dossier: Dossier, _ standing: TextingSubject.Standing?, in locale: String
    ) async throws -> TextingPhrases {
        let post = letters.catalogue.post(dossier.post)
        var tour: Tour?
        if let id = standing?.appointment, let place = try await appointments.appointment(id) {
            tour = appointments.booking.book.tour(of: place)
        }
        return TextingPhrases(
            words: words, vocabulary: vocabulary, locale: locale, zone: tour?.zone ?? post?.zone,
            city: tour?.city[locale])
    }

    private func choices(
        _ listed: [String], _ said: TextingPhrases, _ context: Context
    ) async throws -> String {
        var items: [String] = []
        for id in listed {
            guard let dossier = context.dossiers.first(where: { $0.id.text == id }) else { continue }
            let procedure = try await appointments.dossiers.procedure(of: dossier)
            let standing = context.subjects.first { $0.dossier == id }?.standing
            let title = said.short(procedure.title[context.locale], to: listed.count > 2 ? 10 : 20)
            let here = try await phrases(of: dossier, standing, in: context.locale)
            items.append("\(title) \(standing.flatMap(here.when) ?? dossier.reference.code)")
        }
        return said.list(items, named: said.letters)
    }
}

extension TextingReply {
    /// Nil: about none, or about all.
    var dossier: String? {
        switch self {
        case .places(let aim, _, _, _): aim.dossier
        case .noPlaces(let dossier, _), .code(_, let dossier), .waiting(let dossier, _, _),
            .presence(let dossier), .status(let dossier), .barred(let dossier, _):
            dossier
        case .nothing(_, let dossier), .received(let dossier, _): dossier
        case .which, .help: nil
        }
    }
}

extension TextingSubject.Standing {
    /// As the templates choose by it.
    var name: String {
        switch self {
        case .free: "free"
        case .missed: "missed"
        case .waiting: "waiting"
        case .offered: "offered"
        case .booked: "booked"
        case .displaced: "displaced"
        case .settled: "settled"
        }
    }

    /// The one that it has, is offered or is owed another time for.
    var appointment: Appointment.ID? {
        switch self {
        case .booked(let id, _), .offered(let id, _, _), .displaced(let id, _): id
        case .free, .missed, .waiting, .settled: nil
        }
    }

    var place: Int? {
        if case .waiting(let place) = self { place } else { nil }
    }
}
