/// A place taken at a desk group: cells of one local day, held or booked for one subject.
package struct Appointment: Hashable, Sendable, Codable, Identifiable {
    package let id: ID
    package let service: String
    package let post: String
    package let group: String
    package let pool: Pool
    package let channel: Channel
    package let date: LocalDate
    /// The Monday of its week: quotas count by it.
    package let week: LocalDate
    /// The first cell, counted from the first instant of `date`.
    package let first: Int
    package let cells: Int
    package let start: Instant
    package let end: Instant
    package let zone: String
    /// What the wall of the post shows at the start; kept beside the instant, which new zone data may shift.
    package let wall: LocalDateTime
    /// The opaque id of what the appointment is for: a dossier's.
    package let subject: String
    /// A keyed hash of the person, by the caller; nobody holds two places of one service. Nil overrules that.
    package let identity: String?
    package let state: State
    /// Raised by every change; with the id it names the event.
    package let revision: Int
    /// When a hold lapses, or a resting place may be offered; nil once it is confirmed.
    package let expiry: Instant?
    /// Its hold was offered to somebody on the waitlist.
    package let offered: Bool?
}

extension Appointment {
    package struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
        package let value: String

        package init(_ value: String) {
            self.value = value
        }

        /// 128 random bits.
        package static func random() -> Self { Self(OpaqueID.random()) }

        package init(from decoder: any Decoder) throws {
            value = try decoder.singleValueContainer().decode(String.self)
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }

        package var description: String { value }
    }
}

/// Whose share of the places an appointment is taken from.
package enum Pool: String, CaseIterable, Sendable, Codable {
    /// Citizens on the web.
    case `public`
    /// Citizens by SMS and by phone, who have no browser.
    case sms
    /// Agents, on somebody's behalf.
    case agents
    case urgent
    /// People who can't wait or come like others: never overbooked.
    case vulnerable
}

/// How an appointment was asked for.
package enum Channel: String, CaseIterable, Sendable, Codable {
    case web, sms, phone, desk
}

/// Random names that say nothing.
package enum OpaqueID {
    /// 128 bits in Crockford's base 32, lower case: 26 characters.
    package static func random() -> String {
        var rest = UInt128(UInt64.random(in: .min ... .max)) << 64 | UInt128(UInt64.random(in: .min ... .max))
        var text: [UInt8] = []
        for _ in 0..<26 {
            text.append(alphabet[Int(rest & 31)])
            rest >>= 5
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
