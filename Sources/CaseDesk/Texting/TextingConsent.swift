import Channels
import PostgresClient
import Scheduler
import Vault

extension TextingGrammar {
    /// STOP or START, said in a sentence of its own, politely or not, in any language of the ministry; of several the
    /// last one. Whatever else the SMS says, this counts.
    package func wish(_ text: String, spoken: String) -> (action: TextingAction, locale: String)? {
        let sentences = text.prefix(2_000).split { ".!?;…\n\r؟؛۔".contains($0) }
        return sentences.suffix(40).reversed().lazy.compactMap { wish(in: $0, spoken) }.first
    }

    private func wish(
        in sentence: Substring, _ spoken: String
    ) -> (action: TextingAction, locale: String)? {
        let said = read(String(sentence), spoken: spoken)
        guard let action = said.action, action == .stop || action == .resume, said.code == nil,
            said.letter == nil, let locale = said.locale
        else { return nil }
        return (action, locale)
    }
}

extension Texting {
    /// Does what a STOP or START asks for, at once and for whoever sends it, known or not. True when the SMS was one: it
    /// is kept with the others, and answered when it changed something.
    func heeds(_ message: InboundMessage, about dossier: Dossier?) async throws -> Bool {
        guard let number = message.number else { return false }
        let postgres = conversations.postgres
        var spoken = dossier?.locale ?? conversations.letters.catalogue.locales.first ?? Words.base
        if let person = dossier?.person {
            spoken = try await TextingStore.language(of: person, in: postgres) ?? spoken
        }
        guard let wish = grammar.wish(message.text, spoken: spoken) else { return false }
        let optOuts = SMSOptOuts(vault: appointments.vault)
        // A START of somebody who never said STOP is a word like others.
        if wish.action == .resume, try await optOuts.stopped(number, in: postgres) == nil { return false }
        let isTold = try await mayAnswer(number, dossier)
        let posted = try await postgres.transaction(retries: 2) { transaction -> [Message.ID] in
            let isNew =
                try await wish.action == .stop
                ? optOuts.stop(number, said: message.id, at: message.receivedAt, in: transaction)
                : optOuts.resume(number, said: message.id, at: message.receivedAt, in: transaction)
            guard try await keep(message, dossier, in: transaction), isNew else { return [] }
            guard isTold else { return [] }
            return try await letters.answer(wish, to: message, number, dossier, in: transaction)
        }
        try await conversations.letters.messages.deliver(posted)
        return true
    }

    private func mayAnswer(_ number: PhoneNumber, _ dossier: Dossier?) async throws -> Bool {
        if let dossier { return try await limits.use(Self.answers, for: dossier.person) == nil }
        return try await limits.use(Self.strangers, for: "all") == nil
    }

    /// False when it was taken in before.
    private func keep(
        _ message: InboundMessage, _ dossier: Dossier?, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let performer = dossier.map { Performer.citizen($0.person) } ?? .system("inbound")
        let line = ConversationLine(
            id: OpaqueID.random(), direction: .in, medium: .sms, performer: performer, text: message.text,
            at: message.receivedAt)
        guard let dossier else {
            return try await conversations.keepAside(line, origin: message.id, in: transaction)
        }
        return try await conversations.write(line, of: dossier, origin: message.id, in: transaction)
    }
}

extension TextingLetters {
    /// That no more SMS will come, or that they come again; in the word's own language.
    func answer(
        _ wish: (action: TextingAction, locale: String), to message: InboundMessage, _ number: PhoneNumber,
        _ dossier: Dossier?, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        let template = wish.action == .stop ? Self.stopped : Self.resumed
        let person = dossier?.person ?? strangerName(number)
        return try await appointments.news.letters.messages.post(
            [
                NewMessage(
                    event: "\(template)/\(message.id)",
                    recipient: Recipient(id: person, phone: number, locale: wish.locale), template: template,
                    media: [.sms], scope: dossier?.scope ?? VaultScope(post: "central", name: "inbound"),
                    subject: dossier?.id.text)
            ], in: transaction)
    }
}
