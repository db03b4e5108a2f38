package import Channels
import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// Coming in without a password: a 6-digit code and a link, sent to the contact that a person gave.
///
/// Ten minutes, five tries, single use (ASVS 6.5). Whether the contact was known is never told.
package struct Access: Sendable {
    static let lifetime = Duration.minutes(10)
    private static let perContact = RateLimit("access.contact", allowed: 6, in: .hours(1))
    private static let perAddress = RateLimit("access.address", allowed: 60, in: .hours(1))

    /// Who came in, and the page they were on their way to.
    package struct Admission: Sendable, Equatable {
        package let person: String
        package let destination: String
        package let locale: String
    }

    let postgres: PostgresClient
    let vault: Vault
    let people: People
    let messages: Messages
    let limits: RateLimits
    let clock: ServerClock
    let site: String

    package init(
        postgres: PostgresClient, vault: Vault, people: People, messages: Messages, limits: RateLimits,
        clock: ServerClock, site: String
    ) {
        self.postgres = postgres
        self.vault = vault
        self.people = people
        self.messages = messages
        self.limits = limits
        self.clock = clock
        self.site = site
    }

    /// Sends a code and a link. The handle belongs into the browser that asked: the code works only with it.
    package func request(
        _ contact: Contact, locale: String, destination: String, from address: String
    ) async throws -> Token {
        try await spend(Self.perContact, vault.blindIndex(contact.comparable, purpose: "limit.contact"))
        try await spend(Self.perAddress, vault.blindIndex(address, purpose: "limit.address"))
        let handle = Token()
        let posted = try await postgres.transaction { transaction in
            let person = try await people.person(reachedBy: contact, locale: locale, in: transaction)
            return try await send(
                to: person, by: contact, handle: handle, locale: locale, destination: destination,
                in: transaction)
        }
        try await messages.deliver(posted)
        return handle
    }

    /// Sends a fresh code to the contact behind a dossier's link; the person types nothing again.
    package func request(
        person id: String, locale: String, destination: String, from address: String
    ) async throws -> Token {
        try await spend(Self.perContact, vault.blindIndex(id, purpose: "limit.contact"))
        try await spend(Self.perAddress, vault.blindIndex(address, purpose: "limit.address"))
        let handle = Token()
        let posted = try await postgres.transaction { transaction in
            let person = try await people.load(id, in: transaction)
            guard let contact = person?.phone.map(Contact.phone) ?? person?.email.map(Contact.email) else {
                return [Message.ID]()
            }
            return try await send(
                to: id, by: contact, handle: handle, locale: locale, destination: destination, in: transaction
            )
        }
        try await messages.deliver(posted)
        return handle
    }

    /// Another code to where the first one went; the browser that asked needs its old handle for that. An earlier
    /// code stays good.
    package func requestAgain(with handle: Token, from address: String) async throws -> Token {
        let rows = try await postgres.query(
            """
            SELECT person, kind, destination, locale FROM casedesk.access_requests
            WHERE handle_hash = \(handle.hash) AND expires_at > \(clock.now - .hours(1))
            """)
        guard let row = rows.first,
            let person = try await people.load(try row.decode("person"), in: postgres),
            let contact = try row.decode("kind", as: String.self) == "email"
                ? person.email.map(Contact.email) : person.phone.map(Contact.phone)
        else { throw AccessRefusal.spent }
        return try await request(
            contact, locale: try row.decode("locale"), destination: try row.decode("destination"),
            from: address)
    }

    /// Spaces and digits of any script are welcome. An earlier code stays good until it expires.
    package func redeem(code: String, with handle: Token) async throws -> Admission {
        let digits = code.compactMap(\.wholeNumberValue).map(String.init).joined()
        let now = clock.now
        let outcome = try await postgres.transaction { transaction -> Result<Admission, AccessRefusal> in
            let asked = try await transaction.query(
                """
                UPDATE casedesk.access_requests SET tries = tries + 1
                WHERE handle_hash = \(handle.hash) AND used_at IS NULL AND expires_at > \(now) AND tries < 5
                RETURNING person, destination, locale, tries
                """)
            guard let row = asked.first else { return .failure(.spent) }
            let person = try row.decode("person", as: String.self)
            let matched = try await transaction.query(
                """
                UPDATE casedesk.access_requests SET used_at = \(now)
                WHERE person = \(person) AND code_hash = \(codeHash(digits, of: person))
                  AND used_at IS NULL AND expires_at > \(now)
                RETURNING kind
                """)
            guard let kind = try matched.first?.decode("kind", as: String.self) else {
                return .failure(.wrong(triesLeft: 5 - (try row.decode("tries", as: Int.self))))
            }
            return .success(try await admit(row, kind, at: now, in: transaction))
        }
        return try outcome.get()
    }

    /// Only an explicit click redeems: a mail scanner that fetches the link changes nothing.
    package func redeem(link: Token) async throws -> Admission {
        let now = clock.now
        let admission = try await postgres.transaction { transaction -> Admission? in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.access_requests SET used_at = \(now)
                WHERE link_hash = \(link.hash) AND used_at IS NULL AND expires_at > \(now)
                RETURNING person, destination, locale, kind
                """)
            guard let row = rows.first else { return nil }
            return try await admit(row, try row.decode("kind"), at: now, in: transaction)
        }
        guard let admission else { throw AccessRefusal.spent }
        return admission
    }

    private func send(
        to person: String, by contact: Contact, handle: Token, locale: String, destination: String,
        in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        let now = clock.now
        let link = Token()
        let code = Self.newCode()
        let expires = now + Self.lifetime
        try await transaction.query(
            """
            INSERT INTO casedesk.access_requests
                (handle_hash, person, kind, destination, locale, code_hash, link_hash, requested_at, expires_at)
            VALUES (\(handle.hash), \(person), \(contact.kind), \(destination), \(locale),
                \(codeHash(code, of: person)), \(link.hash), \(now), \(expires))
            """)
        let recipient = Recipient(
            id: person, email: contact.email, phone: contact.phone, locale: locale, zone: nil)
        return try await messages.post(
            [
                NewMessage(
                    event: "access.code/\(Base64URL.encode(handle.hash))", recipient: recipient,
                    template: "access.code",
                    variables: [
                        "code": .text(code), "link": .link("\(site)/\(locale)/enter/\(link.text)"),
                        "minutes": .integer(10),
                    ],
                    media: [contact.medium], scope: People.scope(person), validUntil: expires)
            ], in: transaction)
    }

    private func admit(
        _ row: PostgresRow, _ kind: String, at now: Instant, in transaction: PostgresTransaction
    ) async throws -> Admission {
        let person = try row.decode("person", as: String.self)
        try await transaction.query(
            """
            UPDATE casedesk.contacts SET verified_at = \(now)
            WHERE person = \(person) AND kind = \(kind) AND verified_at IS NULL
            """)
        try await Audit.record(
            AuditEntry(
                performer: .citizen(person), act: "access.redeemed", object: "person/\(person)",
                detail: ["by": kind], at: now), in: transaction)
        return Admission(
            person: person, destination: try row.decode("destination"), locale: try row.decode("locale"))
    }

    private func spend(_ limit: RateLimit, _ subject: [UInt8]) async throws {
        if let wait = try await limits.use(limit, for: Base64URL.encode(subject)) {
            throw AccessRefusal.tooMany(retryAfter: wait)
        }
    }

    private func codeHash(_ code: String, of person: String) -> [UInt8] {
        vault.blindIndex("\(person):\(code)", purpose: "access.code")
    }

    private static func newCode() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = String(Int.random(in: 0..<1_000_000, using: &generator))
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension Contact {
    fileprivate var medium: Medium {
        switch self {
        case .email: .email
        case .phone: .sms
        }
    }

    fileprivate var email: EmailAddress? {
        if case .email(let address) = self { address } else { nil }
    }

    fileprivate var phone: PhoneNumber? {
        if case .phone(let number) = self { number } else { nil }
    }
}
