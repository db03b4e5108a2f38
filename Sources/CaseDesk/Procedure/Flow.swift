package import Declared

/// The states of a dossier and the only arrows between them.
package struct Flow: Sendable {
    package typealias ID = Slug<Flow>

    package enum Clock: String, CaseIterable, Sendable, Codable {
        case stopped, running, paused
    }

    package struct State: Sendable {
        package typealias ID = Slug<State>

        package let id: ID
        package let clock: Clock
        /// Two or three words for a list.
        package let label: LocalizedText
        /// The sentence that the citizen reads: where things are, and what comes next.
        package let sentence: LocalizedText
        /// Nothing more is asked of anybody: another dossier may begin.
        package let isFinal: Bool
        /// Days after which a dossier that stays here is given up by the system's own arrow.
        package let deadlineDays: Int?
        let line: Int
    }

    /// A reason code: counted, and translated for the citizen.
    package struct Reason: Sendable {
        package typealias ID = Slug<Reason>

        package let id: ID
        package let label: LocalizedText
    }

    package struct Action: Sendable {
        package typealias ID = Slug<Action>

        package let id: ID
        package let label: LocalizedText
        package let from: [State.ID]
        package let to: State.ID
        package let roles: Set<Actor>
        package let guards: [Guard]
        /// One of these must be given; none is asked for when empty.
        package let reasons: [Reason.ID]
        /// Message templates, sent to the person in the same transaction.
        package let notify: [String]
        package let effects: [Effect]
        let line: Int
    }

    /// Who moves a dossier along an arrow.
    package enum Actor: String, CaseIterable, Sendable, Codable {
        case citizen, agent, cashier, supervisor, administrator, system
    }

    /// What must stand before an arrow can be taken.
    package enum Guard: String, CaseIterable, Sendable, Codable {
        case formComplete = "form_complete"
        case piecesComplete = "pieces_complete"
        case paid
        case appointmentBooked = "appointment_booked"
        case appointmentAttended = "appointment_attended"
        case originalsChecked = "originals_checked"
    }

    /// What follows from an arrow, besides the state.
    package enum Effect: String, CaseIterable, Sendable, Codable {
        /// The person hands the dossier in: fee fixed, proof of deposit.
        case submit
        case requestCorrection = "request_correction"
        case confirmOriginals = "confirm_originals"
        case issueOutputs = "issue_outputs"
        case revokeOutputs = "revoke_outputs"
        case cancelAppointment = "cancel_appointment"
    }

    package let id: ID
    package let initial: State.ID
    package let states: [State]
    package let actions: [Action]
    package let reasons: [Reason]
    /// Relative to the folder that was read.
    package let file: String

    package func state(_ id: State.ID) -> State? { states.first { $0.id == id } }
    package func action(_ id: Action.ID) -> Action? { actions.first { $0.id == id } }
    package func reason(_ id: Reason.ID) -> Reason? { reasons.first { $0.id == id } }

    /// The arrows that leave a state for one of these actors, guards not asked.
    package func actions(from state: State.ID, by actors: Set<Actor>) -> [Action] {
        actions.filter { $0.from.contains(state) && !$0.roles.isDisjoint(with: actors) }
    }

    /// The one action with this effect that leaves a state.
    package func action(with effect: Effect, from state: State.ID) -> Action? {
        actions.first { $0.effects.contains(effect) && $0.from.contains(state) }
    }
}
