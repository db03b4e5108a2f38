import Channels
import Declared
import PostgresClient
import Scheduler
import Vault

/// What a person is told of their dossier, with a link that opens one narrow thing.
struct DossierLetters: Sendable {
    let catalogue: Catalogue
    let people: People
    let links: NarrowLinks
    let messages: Messages
    let site: String

    struct Letter {
        let template: String
        /// Unique: the same event is told once.
        var event: String
        let dossier: Dossier
        let procedure: Procedure
        let link: NarrowLink
        let linkExpiry: Instant
        var values: [String: TemplateValue] = [:]
        /// Where the appointment is that it tells of; nil: at the post.
        var there: Whereabouts?
        /// From the link's address, which stands in the message and in its attachment alike.
        var attachments: (String) -> [MessageAttachment] = { _ in [] }
        var validUntil: Instant?
        /// The language that the person texts us in, where it isn't the dossier's.
        var spoken: String?

        var locale: String { spoken ?? dossier.locale }
    }

    /// Writes the message in the caller's transaction; nobody to tell is no error.
    @discardableResult
    func post(_ letter: Letter, in transaction: PostgresTransaction) async throws -> [Message.ID] {
        let dossier = letter.dossier
        guard let person = try await people.load(dossier.person, in: transaction) else { return [] }
        let declared = try messages.variables(of: letter.template)
        let token = try await links.create(letter.link, until: letter.linkExpiry, in: transaction)
        let address = letter.link.address(of: token, site: site, locale: letter.locale)
        let values = values(of: letter, link: address)
        return try await messages.post(
            [
                NewMessage(
                    event: letter.event,
                    recipient: Recipient(
                        id: person.id, email: person.email, phone: person.phone, locale: letter.locale),
                    template: letter.template, variables: values.filter { declared.contains($0.key) },
                    attachments: letter.attachments(address), scope: dossier.scope,
                    subject: dossier.id.text, validUntil: letter.validUntil)
            ], in: transaction)
    }

    /// What every template about a dossier may name.
    func values(of letter: Letter, link address: String) -> [String: TemplateValue] {
        let dossier = letter.dossier
        let post = catalogue.post(dossier.post)
        let there = letter.there ?? post.map { Whereabouts($0) }
        let values: [String: TemplateValue] = [
            "reference": .text(dossier.reference.description),
            "procedure": .text(letter.procedure.title[letter.locale]),
            "post": .text(post?.name[letter.locale] ?? ""),
            "place": .text(there?.address[letter.locale] ?? ""),
            // An SMS has no room for the address: it names the city where that isn't the post's.
            "where": .choice(there?.tour == nil ? "post" : "tour"),
            "city": .text(there?.city[letter.locale] ?? ""),
            "link": .link(address), "request": .choice(dossier.isOpen ? "open" : "closed"),
        ]
        return values.merging(letter.values) { _, given in given }
    }
}

extension NarrowLink {
    /// A page that shows, and does nothing until the person acts: mail scanners open links too.
    package func address(of token: Token, site: String, locale: String) -> String {
        switch purpose {
        case .dossier: "\(site)/\(locale)/l/\(token.text)"
        case .appointment: "\(site)/\(locale)/a/\(token.text)"
        }
    }
}
