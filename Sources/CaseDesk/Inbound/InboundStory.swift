package import Channels
package import Logging
import PostgresClient
import Scheduler

/// What people answer by SMS and email: a yes or a no to an appointment, and words for their dossier. Taking the same
/// message in twice has no second effect.
package struct InboundStory: Sendable {
    let dossiers: Dossiers
    let appointments: Appointments
    let conversations: Conversations
    let logger: Logger

    package init(
        dossiers: Dossiers, appointments: Appointments, conversations: Conversations, logger: Logger
    ) {
        self.dossiers = dossiers
        self.appointments = appointments
        self.conversations = conversations
        self.logger = logger
    }

    package func take(_ message: InboundMessage) async throws {
        guard try await !conversations.knows(origin: message.id) else { return }
        guard let dossier = try await subject(of: message) else { return try await keepAside(message) }
        let performer = Performer.citizen(dossier.person)
        switch message.answer {
        case .yes: try await confirmPresence(dossier, by: performer)
        case .no, .cancel: try await giveUpPlace(of: dossier, by: performer, message)
        case nil: break
        }
        // Whatever it says, the agents read it too. Written last: until then a second arrival does all of it again.
        let line = ConversationLine(
            id: OpaqueID.random(), direction: .in, medium: medium(of: message), performer: performer,
            text: message.text, at: message.receivedAt)
        _ = try await conversations.postgres.transaction(retries: 2) { transaction in
            try await conversations.write(line, of: dossier, origin: message.id, in: transaction)
        }
    }

    /// The dossier that this address was last told about; for a yes or a no, the last one with a place to come to.
    private func subject(of message: InboundMessage) async throws -> Dossier? {
        let dossiers = try await candidates(message)
        guard message.answer != nil else { return dossiers.first }
        for dossier in dossiers {
            let state = try await appointments.current(of: dossier)?.state
            if state == .booked || state == .displaced { return dossier }
        }
        return dossiers.first
    }

    private func candidates(_ message: InboundMessage) async throws -> [Dossier] {
        var found: [Dossier] = []
        for correspondent in message.from {
            if let id = correspondent.subject.flatMap({ Dossier.ID($0) }),
                let dossier = try await dossiers.load(id), dossier.person == correspondent.person
            {
                found.append(dossier)
            }
        }
        if !found.isEmpty { return found }
        // Known by an access code only: their newest dossier.
        for correspondent in message.from {
            if let newest = try await dossiers.all(of: correspondent.person).first { return [newest] }
        }
        return []
    }

    private func confirmPresence(_ dossier: Dossier, by performer: Performer) async throws {
        guard let appointment = try await appointments.current(of: dossier) else { return }
        // To whom the post offered another time: yes takes it.
        if appointment.state == .displaced {
            _ = try await appointments.takeKept(appointment.id, by: performer)
        }
        try await appointments.confirmPresence(at: appointment, of: dossier, by: performer)
    }

    /// The request is the message's: what was booked after it isn't cancelled by its second arrival.
    private func giveUpPlace(
        of dossier: Dossier, by performer: Performer, _ message: InboundMessage
    ) async throws {
        guard let appointment = try await appointments.current(of: dossier) else { return }
        // A no to the time that the post offered instead: another one will be offered.
        if appointment.state == .displaced, message.answer == .no { return }
        _ = try await appointments.cancel(
            appointment.id, by: performer, request: "inbound/\(message.id)")
    }

    private func keepAside(_ message: InboundMessage) async throws {
        let line = ConversationLine(
            id: OpaqueID.random(), direction: .in, medium: medium(of: message),
            performer: .system("inbound"), text: message.text, at: message.receivedAt)
        let isNew = try await conversations.postgres.transaction(retries: 2) { transaction in
            try await conversations.keepAside(line, origin: message.id, in: transaction)
        }
        if isNew {
            logger.notice(
                "a message of an unknown sender is kept aside",
                metadata: ["line": "\(line.id)", "medium": "\(message.medium)"])
        }
    }

    private func medium(of message: InboundMessage) -> ConversationLine.Medium {
        switch message.medium {
        case .email: .email
        case .sms: .sms
        }
    }
}
