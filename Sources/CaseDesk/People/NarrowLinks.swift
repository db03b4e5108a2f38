import Foundation
package import PostgresClient
package import Scheduler

/// A link with one narrow right, good for longer than a login: to the door of a dossier, where a fresh code is
/// asked for, or to one appointment, to see, move or cancel it.
package struct NarrowLink: Sendable, Equatable {
    package enum Purpose: String, Sendable {
        case dossier
        case appointment
    }

    package let purpose: Purpose
    package let object: String
}

package struct NarrowLinks: Sendable {
    let clock: ServerClock

    package init(clock: ServerClock) {
        self.clock = clock
    }

    package func create(
        _ link: NarrowLink, until expiry: Instant, in session: some PostgresSession
    ) async throws -> Token {
        let token = Token()
        try await session.query(
            """
            INSERT INTO casedesk.narrow_links (link_hash, purpose, object, expires_at, created_at)
            VALUES (\(token.hash), \(link.purpose.rawValue), \(link.object), \(expiry), \(clock.now))
            """)
        return token
    }

    /// Nil for an unknown or expired link alike.
    package func resolve(_ token: Token, in session: some PostgresSession) async throws -> NarrowLink? {
        let rows = try await session.query(
            """
            SELECT purpose, object FROM casedesk.narrow_links
            WHERE link_hash = \(token.hash) AND expires_at > \(clock.now)
            """)
        guard let row = rows.first,
            let purpose = NarrowLink.Purpose(rawValue: try row.decode("purpose"))
        else { return nil }
        return NarrowLink(purpose: purpose, object: try row.decode("object"))
    }
}
