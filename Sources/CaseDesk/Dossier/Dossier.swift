package import Scheduler

/// One request by one person, from its first answer to its end.
package struct Dossier: Sendable {
    /// 128 random bits, in hexadecimal. Not a secret by itself, and no way in either.
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package let text: String

        package init() {
            text = RandomName.hexadecimal()
        }

        package init?(_ text: some StringProtocol) {
            guard RandomName.isHexadecimal(text) else { return nil }
            self.text = String(text)
        }

        package var description: String { text }
    }

    package let id: ID
    package let reference: Reference
    package let post: PostProfile.ID
    package let pin: Procedure.Pin
    /// The opaque id of who asked.
    package let person: String
    package let locale: String
    package let state: Flow.State.ID
    package let clock: Flow.Clock
    /// Raised by every change: who decides on an older one is told so.
    package let revision: Int
    package let answers: Answers
    package let facts: Set<Fact>
    /// Fixed at submission.
    package let quote: FeeQuote?
    package let startedAt: Instant
    package let submittedAt: Instant?
    package let closedAt: Instant?
    /// When a paused dossier is given up.
    package let deadline: Instant?
    /// The appointment that stands for it, by its opaque id.
    package let appointment: String?

    package var isOpen: Bool { closedAt == nil }

    /// What happened outside the flow, and what its guards ask for.
    package enum Fact: String, CaseIterable, Sendable, Codable {
        case appointmentBooked = "appointment_booked"
        case appointmentAttended = "appointment_attended"
        case originalsChecked = "originals_checked"
    }
}

/// One line of a dossier's history. Never changed, never removed.
package struct DossierEvent: Sendable, Hashable {
    package enum Kind: Hashable, Sendable {
        case started
        case moved(Flow.Action.ID)
        case established(Dossier.Fact)
        case withdrawn(Dossier.Fact)
        case noted
    }

    package let revision: Int
    package let kind: Kind
    package let from: Flow.State.ID
    package let to: Flow.State.ID
    package let performer: Performer
    package let reason: Flow.Reason.ID?
    /// In the agent's words.
    package let note: String?
    package let at: Instant
}

extension DossierEvent.Kind {
    /// The form kept in PostgreSQL.
    package var code: String {
        switch self {
        case .started: "started"
        case .moved(let action): "moved:\(action)"
        case .established(let fact): "established:\(fact.rawValue)"
        case .withdrawn(let fact): "withdrawn:\(fact.rawValue)"
        case .noted: "noted"
        }
    }

    package init?(code: String) {
        let parts = code.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("started", 1): self = .started
        case ("noted", 1): self = .noted
        case ("moved", 2):
            guard let action = Flow.Action.ID(parts[1]) else { return nil }
            self = .moved(action)
        case ("established", 2):
            guard let fact = Dossier.Fact(rawValue: parts[1]) else { return nil }
            self = .established(fact)
        case ("withdrawn", 2):
            guard let fact = Dossier.Fact(rawValue: parts[1]) else { return nil }
            self = .withdrawn(fact)
        default: return nil
        }
    }
}
