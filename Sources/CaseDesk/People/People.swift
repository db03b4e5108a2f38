package import Channels
import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// Somebody with a request, known by the contact they gave.
package struct Person: Sendable {
    package let id: String
    package let locale: String
    package let email: EmailAddress?
    package let phone: PhoneNumber?
}

/// The people of a ministry: contacts sealed, found again by a keyed hash.
package struct People: Sendable {
    let vault: Vault
    let clock: ServerClock

    package init(vault: Vault, clock: ServerClock) {
        self.vault = vault
        self.clock = clock
    }

    /// The person whom this contact reaches, made when it is new. Nothing tells the caller which.
    package func person(
        reachedBy contact: Contact, locale: String, in session: some PostgresSession
    ) async throws -> String {
        let index = vault.blindIndex(contact.comparable, purpose: contact.kind)
        if let known = try await find(contact.kind, index, in: session) { return known }
        let id = UUID().uuidString.lowercased()
        let sealed = try await vault.seal(contact.text, in: Self.scope(id), as: contact.kind)
        try await session.query(
            "INSERT INTO casedesk.people (id, locale, created_at) VALUES (\(id), \(locale), \(clock.now))")
        let added = try await session.query(
            """
            INSERT INTO casedesk.contacts (person, kind, blind_index, sealed_value)
            VALUES (\(id), \(contact.kind), \(index), \(sealed))
            ON CONFLICT (kind, blind_index) DO NOTHING RETURNING person
            """)
        if added.isEmpty, let other = try await find(contact.kind, index, in: session) {
            try await session.query("DELETE FROM casedesk.people WHERE id = \(id)")
            return other
        }
        return id
    }

    /// The person whom this contact reaches, if there is one.
    package func known(by contact: Contact, in session: some PostgresSession) async throws -> String? {
        try await find(
            contact.kind, vault.blindIndex(contact.comparable, purpose: contact.kind), in: session)
    }

    package func load(_ id: String, in session: some PostgresSession) async throws -> Person? {
        guard
            let row = try await session.query("SELECT locale FROM casedesk.people WHERE id = \(id)").first
        else { return nil }
        var email: EmailAddress?
        var phone: PhoneNumber?
        let contacts = try await session.query(
            "SELECT kind, sealed_value FROM casedesk.contacts WHERE person = \(id)")
        for contact in contacts {
            let kind = try contact.decode("kind", as: String.self)
            let text = try await vault.openText(
                try contact.decode("sealed_value", as: [UInt8].self), in: Self.scope(id), as: kind)
            if kind == "email" { email = EmailAddress(text) } else { phone = PhoneNumber(text) }
        }
        return Person(id: id, locale: try row.decode("locale"), email: email, phone: phone)
    }

    package func speak(_ locale: String, to id: String, in session: some PostgresSession) async throws {
        try await session.query("UPDATE casedesk.people SET locale = \(locale) WHERE id = \(id)")
    }

    static func scope(_ person: String) -> VaultScope {
        VaultScope(post: "central", name: "person/\(person)")
    }

    private func find(
        _ kind: String, _ index: [UInt8], in session: some PostgresSession
    ) async throws -> String? {
        try await session.query(
            "SELECT person FROM casedesk.contacts WHERE kind = \(kind) AND blind_index = \(index)"
        ).first?.decode("person")
    }
}
