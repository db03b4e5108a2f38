package import PostgresClient
package import Scheduler
package import Vault

/// What we tell people. A message stands once its row does; sending is work that follows from the row.
package struct Messages: Sendable {
    let postgres: PostgresClient
    let vault: Vault
    let jobs: Jobs
    let templates: MessageTemplates
    let clock: ServerClock

    /// The kind of job that sends one message; its payload is the message's id.
    package static let jobKind = "message.send"

    package init(
        postgres: PostgresClient, vault: Vault, jobs: Jobs, templates: MessageTemplates,
        clock: ServerClock = .system
    ) {
        self.postgres = postgres
        self.vault = vault
        self.jobs = jobs
        self.templates = templates
        self.clock = clock
    }

    /// Writes the rows in the caller's transaction: one per medium, or one for a ladder of them. Posting the same event again changes nothing and
    /// answers the same ids. Hand the ids to `deliver` after the commit.
    @discardableResult
    package func post(
        _ messages: [NewMessage], in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        var ids: [Message.ID] = []
        for message in messages {
            let template = try templates.template(message.template)
            try template.check(message.variables)
            let media = (message.media.isEmpty ? template.media : message.media)
                .filter { message.recipient.address(on: $0) != nil }
            let ways = template.ladder == nil ? media.map { [$0] } : media.isEmpty ? [] : [media]
            for rungs in ways { ids.append(try await post(message, template, rungs, in: transaction)) }
        }
        return ids
    }

    /// Puts the work of sending in. What is lost between the commit and this call is found by the sweep.
    package func deliver(_ ids: [Message.ID]) async throws {
        guard !ids.isEmpty else { return }
        let rows = try await postgres.query(
            """
            SELECT id, lane, next_try_at FROM channels.messages
            WHERE id = ANY(\(ids.map(\.value))::text[]) AND ended_at IS NULL
            """)
        try await enqueue(rows)
    }

    /// Puts in the work for every message without an end whose next try is overdue by `grace`. Those whose job
    /// stands are left alone.
    @discardableResult
    package func sweep(overdueBy grace: Duration = .seconds(30), limit: Int = 1_000) async throws -> Int {
        let rows = try await postgres.query(
            """
            SELECT id, lane, next_try_at FROM channels.messages
            WHERE ended_at IS NULL AND next_try_at <= \(clock.now - grace)
            ORDER BY next_try_at LIMIT \(limit)
            """)
        try await enqueue(rows)
        return rows.count
    }

    /// After the loss of Redis: the work for every message without an end. Answers how many there are.
    @discardableResult
    package func rebuild() async throws -> Int {
        var last = ""
        var count = 0
        while true {
            let rows = try await postgres.query(
                """
                SELECT id, lane, next_try_at FROM channels.messages
                WHERE ended_at IS NULL AND id > \(last) ORDER BY id LIMIT 1000
                """)
            guard let final = rows.last else { return count }
            try await enqueue(rows)
            count += rows.count
            last = try final.decode("id")
        }
    }

    /// Takes back what isn't sent yet of these events: an appointment that was cancelled needs no reminder.
    package func recall(events: [String], in session: some PostgresSession) async throws {
        let now = clock.now
        try await session.query(
            """
            UPDATE channels.messages SET state = 'recalled', ended_at = \(now), next_try_at = NULL
            WHERE event = ANY(\(events)::text[]) AND ended_at IS NULL
            """)
    }

    private func post(
        _ message: NewMessage, _ template: MessageTemplate, _ rungs: [Medium],
        in transaction: PostgresTransaction
    ) async throws -> Message.ID {
        let medium = rungs[0]
        // An answer by SMS finds its message by the number; one by email has a token in its address.
        let answering = rungs.contains(.sms) ? Medium.sms : medium
        let addresses = Dictionary(
            rungs.map { ($0.rawValue, message.recipient.address(on: $0) ?? "") }
        ) { first, _ in first }
        let contents = MessageContents(
            addresses: addresses, zone: message.recipient.zone, variables: message.variables,
            attachments: rungs.contains(.email) ? message.attachments : [], salt: randomName())
        let sealed = try await contents.sealed(by: vault, in: message.scope)
        let now = clock.now
        let limit = [message.validUntil, template.validFor.map { now + $0 }].compactMap(\.self).min()
        let rows = try await transaction.query(
            """
            INSERT INTO channels.messages (id, event, recipient, medium, template, locale, lane, subject, post, scope,
                contents, address_index, reply_token, created_at, next_try_at, valid_until, rungs)
            VALUES (\(Message.ID.random().value), \(message.event), \(message.recipient.id), \(medium.rawValue),
                \(message.template), \(message.recipient.locale), \(template.lane.rawValue), \(message.subject),
                \(message.scope.post), \(message.scope.name), \(sealed),
                \(AddressIndex(vault: vault)(addresses[answering.rawValue] ?? "", on: answering)),
                \(randomName()), \(now), \(now), \(limit), \(rungs.dropFirst().map(\.rawValue)))
            ON CONFLICT ON CONSTRAINT one_message_per_event DO NOTHING RETURNING id
            """)
        if let row = rows.first { return Message.ID(try row.decode("id")) }
        let known = try await transaction.query(
            """
            SELECT id FROM channels.messages WHERE event = \(message.event)
                AND recipient = \(message.recipient.id) AND medium = \(medium.rawValue)
            """)
        guard let row = known.first else { throw ChannelsFailure.lostRow }
        return Message.ID(try row.decode("id"))
    }

    private func enqueue(_ rows: [PostgresRow]) async throws {
        let work = try rows.map { row in
            let id: String = try row.decode("id")
            let lane = Lane(rawValue: try row.decode("lane")) ?? .transactional
            // The key is free again as soon as the job ends, so that the sweep may put in another.
            return NewJob(
                kind: Self.jobKind, payload: id, key: "message/\(id)", due: try row.decode("next_try_at"),
                priority: lane.priority, maximumTries: 1_000_000, keepKey: .zero)
        }
        try await jobs.enqueue(work)
    }
}

extension Lane {
    package var priority: JobPriority {
        switch self {
        case .lifeSafety: .lifeSafety
        case .loginCode: .loginCode
        case .transactional: .transactional
        case .reminder: .reminder
        case .campaign: .campaign
        }
    }
}

extension Messages {
    /// The names that a template takes values for.
    package func variables(of template: String) throws(ChannelsFailure) -> Set<String> {
        Set(try templates.template(template).variables.keys)
    }

    /// Puts in the work for what waits about one dossier.
    package func deliver(subject: String) async throws {
        let rows = try await postgres.query(
            "SELECT id FROM channels.messages WHERE subject = \(subject) AND ended_at IS NULL")
        try await deliver(rows.map { Message.ID(try $0.decode("id")) })
    }
}
