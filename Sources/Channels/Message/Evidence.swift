internal import Crypto
internal import Foundation
internal import PostgresClient
package import Scheduler
internal import Vault

/// What proves that a message was sent, and what became of it. It holds no address and no text: it can be kept, and
/// checked, after the contents are erased. Times are milliseconds since 1970, hashes hexadecimal digits.
package struct Evidence: Sendable, Codable, Equatable {
    package struct Try: Sendable, Codable, Equatable {
        package let number: Int
        package let medium: Medium
        package let provider: String
        package let at: Instant
        package let outcome: Attempt.Outcome?
        package let code: String?
        package let reference: String?
        package let parts: Int
        package let country: String?
        package let templateVersion: String?
        package let contentHash: String?
    }

    package struct Report: Sendable, Codable, Equatable {
        package let attempt: Int
        package let kind: DeliveryReport.Kind
        package let code: String?
        package let at: Instant?
    }

    package let message: String
    package let event: String
    package let template: String
    package let locale: String
    package let subject: String?
    package let state: Message.State
    package let reason: String?
    package let createdAt: Instant
    package let endedAt: Instant?
    package let attempts: [Try]
    package let reports: [Report]
    /// While the contents stand: what was read, so that the hash of the last attempt can be checked with it.
    package let contents: Contents?

    /// The texts in the order in which they were hashed, and the salt before them.
    package struct Contents: Sendable, Codable, Equatable {
        package let salt: String
        package let texts: [String]

        /// As `contentHash` of an attempt.
        package var hash: String { hexadecimal(MessageContents.hash(salt: salt, texts)) }
    }
}

extension Messages {
    /// Nil when there is no such message. `opened` adds the contents as they read today; templates that changed since
    /// give another text, and so another hash.
    package func evidence(of id: Message.ID, opened: Bool = false) async throws -> Evidence? {
        guard let message = try await message(id) else { return nil }
        return Evidence(message, contents: opened ? try await contents(of: id) : nil)
    }

    /// Erases what can be read of messages that had their end before `age` ago; the proof stays. Answers how many.
    @discardableResult
    package func eraseContents(olderThan age: Duration, limit: Int = 5_000) async throws -> Int {
        let now = clock.now
        let erased = try await postgres.query(
            """
            WITH old AS (
                SELECT id FROM channels.messages
                WHERE contents IS NOT NULL AND ended_at < \(now - age) ORDER BY ended_at LIMIT \(limit)
            ), seen AS (DELETE FROM channels.outbox WHERE message IN (SELECT id FROM old))
            UPDATE channels.messages SET contents = NULL, erased_at = \(now), rungs = '{}', escalate_at = NULL
            WHERE id IN (SELECT id FROM old) RETURNING id
            """)
        return erased.count
    }

    private func contents(of id: Message.ID) async throws -> Evidence.Contents? {
        let rows = try await postgres.query("SELECT * FROM channels.messages WHERE id = \(id.value)")
        guard let row = rows.first, let sealed: [UInt8] = try row.decode("contents") else { return nil }
        let scope = VaultScope(post: try row.decode("post"), name: try row.decode("scope"))
        let contents: MessageContents
        do {
            contents = try await MessageContents.open(sealed, by: vault, in: scope)
        } catch VaultFailure.erased {
            return nil
        }
        let (template, locale): (String, String) = (try row.decode("template"), try row.decode("locale"))
        let posted: String = try row.decode("medium")
        let medium = Medium(rawValue: try row.decode("rung", as: String?.self) ?? posted) ?? .email
        return Evidence.Contents(
            salt: contents.salt,
            texts: try templates.readable(template, on: medium, in: locale, contents.variables))
    }
}

extension MessageTemplates {
    /// What a person reads, part by part, in the order in which it is hashed.
    func readable(
        _ template: String, on medium: Medium, in locale: String, _ values: [String: TemplateValue]
    ) throws(ChannelsFailure) -> [String] {
        switch medium {
        case .sms: return [try sms(template, in: locale, values).text]
        case .email:
            let email = try email(template, in: locale, values)
            return [email.subject, email.text, email.html]
        }
    }
}

extension Evidence {
    fileprivate init(_ message: Message, contents: Contents?) {
        self.init(
            message: message.id.value, event: message.event, template: message.template,
            locale: message.locale, subject: message.subject, state: message.state, reason: message.reason,
            createdAt: message.createdAt, endedAt: message.endedAt,
            attempts: message.attempts.map { attempt in
                Try(
                    number: attempt.number, medium: attempt.medium, provider: attempt.provider,
                    at: attempt.startedAt, outcome: attempt.outcome, code: attempt.code,
                    reference: attempt.reference, parts: attempt.parts, country: attempt.country,
                    templateVersion: attempt.templateVersion,
                    contentHash: attempt.contentHash.map(hexadecimal))
            },
            reports: message.reports.map {
                Report(attempt: $0.attempt, kind: $0.kind, code: $0.code, at: $0.at)
            },
            contents: contents)
    }
}

extension MessageContents {
    /// SHA-256 over the salt and each text, every one after its length: whoever holds the texts and the salt can prove
    /// what was sent; once both are erased, nobody can guess them from it.
    static func hash(salt: String, _ texts: [String]) -> [UInt8] {
        var hash = SHA256()
        for text in [salt] + texts {
            hash.update(data: Data("\(text.utf8.count):".utf8))
            hash.update(data: Data(text.utf8))
        }
        return Array(hash.finalize())
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
