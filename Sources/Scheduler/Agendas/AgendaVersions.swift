import Declared
package import PostgresClient

/// An agenda as a supervisor published it on the desk.
package struct AgendaVersion: Sendable, Equatable {
    package let post: String
    /// From 1, per post.
    package let number: Int
    package let text: String
    package let hash: String
    /// The file's hash when this was published.
    package let fileHash: String
    /// An agent's opaque id.
    package let author: String
    package let note: String
    package let created: Instant
    /// When all that it changed was done; nil while that is under way.
    package let published: Instant?
}

/// The versions of a ministry's agendas, in PostgreSQL.
package struct AgendaVersions: Sendable {
    let ministry: Ministry.ID

    package init(ministry: Ministry.ID) {
        self.ministry = ministry
    }

    package func newest(of post: String, in session: some PostgresSession) async throws -> AgendaVersion? {
        try await versions(
            where: "post = \(post) ORDER BY number DESC LIMIT 1", in: session
        ).first
    }

    package func version(
        _ number: Int, of post: String, in session: some PostgresSession
    ) async throws -> AgendaVersion? {
        try await versions(where: "post = \(post) AND number = \(number)", in: session).first
    }

    /// The newest first.
    package func all(of post: String, in session: some PostgresSession) async throws -> [AgendaVersion] {
        try await versions(where: "post = \(post) ORDER BY number DESC", in: session)
    }

    /// What somebody published and nobody finished yet, the oldest first.
    package func unfinished(in session: some PostgresSession) async throws -> [AgendaVersion] {
        try await versions(where: "published IS NULL ORDER BY created, post, number", in: session)
    }

    /// The newest of each post, where it is newer than what the caller knows.
    func newer(
        than known: [String: Int], in session: some PostgresSession
    ) async throws -> [AgendaVersion] {
        let posts = known.keys.sorted()
        let numbers = posts.map { Int64(known[$0] ?? 0) }
        return try await versions(
            where: """
                NOT EXISTS (
                    SELECT FROM unnest(\(posts)::text[], \(numbers)::int8[]) AS known (post, number)
                    WHERE known.post = v.post AND known.number >= v.number)
                ORDER BY post, number
                """, in: session)
    }

    /// The next number of the post; callers hold `lock`.
    func add(
        _ text: String, over file: AgendaSource, by author: String, note: String, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws -> AgendaVersion {
        try await transaction.query(
            """
            INSERT INTO scheduler.agenda_versions
                (ministry, post, number, text, hash, file_hash, author, note, created)
            SELECT \(ministry.value), \(file.post), coalesce(max(number), 0) + 1, \(text),
                \(AgendaVersion.hash(of: text)), \(AgendaVersion.hash(of: file.file.contents)), \(author),
                \(note), \(now)
            FROM scheduler.agenda_versions WHERE ministry = \(ministry.value) AND post = \(file.post)
            """)
        guard let version = try await newest(of: file.post, in: transaction) else {
            throw BookingFailure.malformed("agenda version")
        }
        return version
    }

    package func finish(
        _ version: AgendaVersion, at now: Instant, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            UPDATE scheduler.agenda_versions SET published = greatest(created, \(now)::timestamptz)
            WHERE ministry = \(ministry.value) AND post = \(version.post) AND number = \(version.number)
                AND published IS NULL
            """)
    }

    /// One writer of versions and of capacity at a time, in all processes; until the transaction ends.
    func lock(in transaction: PostgresTransaction) async throws {
        try await transaction.query(
            "SELECT pg_advisory_xact_lock(hashtextextended(\("scheduler.agendas/\(ministry)"), 0))")
    }

    private func versions(
        where condition: SQL, in session: some PostgresSession
    ) async throws -> [AgendaVersion] {
        try await session.query(
            """
            SELECT post, number, text, hash, file_hash, author, note, created, published
            FROM scheduler.agenda_versions AS v WHERE ministry = \(ministry.value) AND \(condition)
            """
        ).map { row in
            AgendaVersion(
                post: try row.decode("post"), number: try row.decode("number"),
                text: try row.decode("text"), hash: try row.decode("hash"),
                fileHash: try row.decode("file_hash"), author: try row.decode("author"),
                note: try row.decode("note"), created: try row.decode("created"),
                published: try row.decode("published"))
        }
    }
}
