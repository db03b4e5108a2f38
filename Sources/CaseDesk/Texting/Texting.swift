import Channels
import Logging
import PostgresClient
package import Scheduler

/// Everything about appointments by SMS alone: reads what a person wrote, does it, and answers. The grammar stands in
/// docs/sms.md.
package struct Texting: Sendable {
    let appointments: Appointments
    let conversations: Conversations
    let limits: RateLimits
    let grammar: TextingGrammar
    let desk: TextingDesk
    let letters: TextingLetters
    let store = TextingStore()

    package init(appointments: Appointments, conversations: Conversations, limits: RateLimits) {
        self.appointments = appointments
        self.conversations = conversations
        self.limits = limits
        let vocabulary = TextingVocabulary(
            words: appointments.news.words, locales: appointments.news.letters.catalogue.locales)
        grammar = TextingGrammar(vocabulary)
        desk = TextingDesk(appointments: appointments)
        letters = TextingLetters(appointments: appointments, vocabulary: vocabulary)
    }

    /// So many answers an hour to one number: what is asked for beyond is done, and not told.
    static let answers = RateLimit("sms.answer", allowed: 40, in: .hours(1))
    /// To numbers that aren't known, all together: each costs money, and anybody can forge a thousand.
    static let strangers = RateLimit("sms.stranger", allowed: 300, in: .days(1))

    private static let longestChain = 4

    /// Takes in an SMS of a known person; `latest` is the dossier they were last told about.
    func take(_ message: InboundMessage, about latest: Dossier) async throws {
        let postgres = conversations.postgres
        let stored = try await store.begin(latest.person, at: now, in: postgres)
        do {
            // While this one waited, the same SMS may have been taken in.
            guard try await !conversations.knows(origin: message.id) else {
                return try await store.release(latest.person, in: postgres)
            }
            try await answer(message, latest, stored)
        } catch {
            try? await store.release(latest.person, in: postgres)
            throw error
        }
    }

    private func answer(
        _ message: InboundMessage, _ latest: Dossier, _ stored: TextingStore.Stored
    ) async throws {
        let postgres = conversations.postgres
        let person = latest.person
        var locale = stored.locale ?? latest.locale
        let said = grammar.read(message.text, spoken: locale)
        if let spoken = said.locale, spoken != stored.locale {
            try await store.speak(spoken, to: person, in: postgres)
            locale = spoken
        }
        let dossiers = try await desk.dossiers(of: person)
        var subjects: [TextingSubject] = []
        for dossier in dossiers { subjects.append(try await desk.subject(dossier)) }
        var dialogue = TextingDialogue(
            stored.state, subjects, now: now, today: appointments.dossiers.today(of: latest))
        let (reply, concerned) = try await converse(&dialogue, said, dossiers, for: message)
        let isTold = reply != nil ? try await limits.use(Self.answers, for: person) == nil : false
        let context = TextingLetters.Context(
            person: person, locale: locale, dossiers: dossiers, latest: latest, subjects: subjects,
            message: message)
        let (state, subject) = (dialogue.state, dossiers.first { $0.id.text == concerned } ?? latest)
        let posted = try await postgres.transaction(retries: 2) { transaction -> [Message.ID] in
            try await store.save(state, of: person, at: now, in: transaction)
            // Whatever it says, the agents read it too. Written last: until then a second arrival does it all again.
            guard try await write(message, of: subject, in: transaction), isTold, let reply else { return [] }
            return try await letters.post(reply, context, in: transaction)
        }
        try await appointments.news.letters.messages.deliver(posted)
    }

    /// What is told at last, and the dossier it was about; nil: about none.
    private func converse(
        _ dialogue: inout TextingDialogue, _ said: TextingMessage, _ dossiers: [Dossier],
        for message: InboundMessage
    ) async throws -> (reply: TextingReply?, dossier: String?) {
        var concerned: String?
        var step = dialogue.step(said)
        for _ in 0..<Self.longestChain {
            switch step {
            case .tell(let reply): return (reply, reply?.dossier ?? concerned)
            case .act(let act):
                concerned = act.dossier
                step = dialogue.conclude(
                    act, try await desk.perform(act, among: dossiers, for: message))
            }
        }
        return (nil, concerned)
    }

    /// To a number that isn't known; in the transaction that keeps what it wrote aside.
    func answerStranger(
        _ number: PhoneNumber, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        guard try await limits.use(Self.strangers, for: "all") == nil else { return [] }
        return try await letters.answerStranger(number, in: transaction)
    }

    /// False when it was taken in before.
    private func write(
        _ message: InboundMessage, of dossier: Dossier, in transaction: PostgresTransaction
    ) async throws -> Bool {
        try await conversations.write(
            ConversationLine(
                id: OpaqueID.random(), direction: .in, medium: .sms, performer: .citizen(dossier.person),
                text: message.text, at: message.receivedAt), of: dossier, origin: message.id,
            in: transaction)
    }

    private var now: Instant { appointments.moment() ?? appointments.clock.now }
}
