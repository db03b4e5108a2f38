internal import PostgresClient
internal import Scheduler

extension Messages {
    /// All that was told about a dossier, the oldest first, with every attempt and report.
    package func history(subject: String) async throws -> [Message] {
        try await read(
            "SELECT * FROM channels.messages WHERE subject = \(subject) ORDER BY created_at, id")
    }

    package func message(_ id: Message.ID) async throws -> Message? {
        try await read("SELECT * FROM channels.messages WHERE id = \(id.value)").first
    }

    private func read(_ sql: SQL) async throws -> [Message] {
        let rows = try await postgres.query(sql)
        let ids: [String] = try rows.map { try $0.decode("id") }
        let attempts = try await attempts(of: ids)
        let reports = try await reports(of: ids)
        return try rows.map { row in
            let id: String = try row.decode("id")
            return try Message(row, attempts: attempts[id] ?? [], reports: reports[id] ?? [])
        }
    }

    private func attempts(of ids: [String]) async throws -> [String: [Attempt]] {
        let rows = try await postgres.query(
            """
            SELECT * FROM channels.attempts
            WHERE message = ANY(\(ids)::text[]) ORDER BY number
            """)
        let attempts = try rows.map { row in
            (
                try row.decode("message", as: String.self),
                Attempt(
                    number: try row.decode("number"),
                    medium: Medium(rawValue: try row.decode("medium")) ?? .email,
                    provider: try row.decode("provider"), reference: try row.decode("reference"),
                    parts: try row.decode("parts"), country: try row.decode("country"),
                    templateVersion: try row.decode("template_version"),
                    contentHash: try row.decode("content_hash"),
                    startedAt: try row.decode("started_at"),
                    outcome: try row.decode("outcome", as: String?.self).flatMap(Attempt.Outcome.init),
                    code: try row.decode("code"), endedAt: try row.decode("ended_at"))
            )
        }
        return Dictionary(grouping: attempts, by: \.0).mapValues { $0.map(\.1) }
    }

    private func reports(of ids: [String]) async throws -> [String: [DeliveryReport]] {
        let rows = try await postgres.query(
            """
            SELECT message, attempt, kind, code, received_at FROM channels.reports
            WHERE message = ANY(\(ids)::text[]) ORDER BY received_at, kind <> 'underway'
            """)
        let reports = try rows.map { row in
            let message: String = try row.decode("message")
            return DeliveryReport(
                message: Message.ID(message), attempt: try row.decode("attempt"),
                kind: DeliveryReport.Kind(rawValue: try row.decode("kind")) ?? .underway,
                code: try row.decode("code"), at: try row.decode("received_at"))
        }
        return Dictionary(grouping: reports, by: \.message.value)
    }
}

extension Message {
    fileprivate init(
        _ row: PostgresRow, attempts: [Attempt], reports: [DeliveryReport]
    ) throws(PostgresFailure) {
        self.init(
            id: ID(try row.decode("id")), event: try row.decode("event"),
            recipient: try row.decode("recipient"),
            medium: Medium(rawValue: try row.decode("medium")) ?? .email,
            template: try row.decode("template"), locale: try row.decode("locale"),
            subject: try row.decode("subject"), state: State(rawValue: try row.decode("state")) ?? .waiting,
            reason: try row.decode("reason"), createdAt: try row.decode("created_at"),
            nextTryAt: try row.decode("next_try_at"), endedAt: try row.decode("ended_at"),
            attempts: attempts, reports: reports)
    }
}
