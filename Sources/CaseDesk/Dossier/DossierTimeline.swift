package import Channels
package import Scheduler

/// One line of a dossier's whole story: something that happened, or something that was said.
package enum TimelineEntry: Sendable {
    case event(DossierEvent)
    case message(Message)

    package var at: Instant {
        switch self {
        case .event(let event): event.at
        case .message(let message): message.createdAt
        }
    }
}

extension Dossiers {
    /// Events and messages in the order of time; at the same instant the event stands before what was said of it.
    package func timeline(of dossier: Dossier, messages: Messages) async throws -> [TimelineEntry] {
        let events = try await events(of: dossier).map(TimelineEntry.event)
        let said = try await messages.history(subject: dossier.id.text).map(TimelineEntry.message)
        return (events + said).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
