import Channels
import PostgresClient
package import Scheduler

// Who found no place that suits waits for one that is given back.
extension Appointments {
    private var waitlist: Waitlist { Waitlist(booking) }

    /// How somebody stands on the list.
    package struct Waiting: Sendable, Hashable {
        package let entry: WaitlistEntry
        /// 1: the next place that suits is theirs. Nil while a place is offered to them.
        package let position: Int?
    }

    /// Puts the dossier's person on the list, until they have a place or leave.
    package func wait(for dossier: Dossier, on channel: Channel = .web) async throws {
        guard dossier.submittedAt != nil, dossier.isOpen else { throw DossierRefusal.notReady([]) }
        let procedure = try await dossiers.procedure(of: dossier)
        let visit = try visit(of: dossier, procedure, Asking(channel))
        let identity = identity(of: dossier, procedure)
        let priority = try await priority(of: dossier.id.text)
        if priority == nil, try await bar(on: visit, for: identity) != nil { throw DossierRefusal.barred }
        try await waitlist.join(
            WaitlistWish(
                visit, for: dossier.id.text, identity: identity,
                priority: priority == nil ? 0 : Self.highestPriority),
            at: moment() ?? clock.now)
    }

    package func stopWaiting(_ dossier: Dossier, request: String) async throws {
        let service = try await visit(of: dossier).service
        try await waitlist.leave(
            service, subject: dossier.id.text,
            request: AppointmentRequest(.citizen(dossier.person), "leave", request).text, at: moment())
    }

    /// Nil for who doesn't wait, or doesn't any more.
    package func waiting(_ dossier: Dossier) async throws -> Waiting? {
        let service = try await visit(of: dossier).service
        guard let entry = try await waitlist.entry(service, subject: dossier.id.text),
            entry.state == .waiting || entry.state == .offered
        else { return nil }
        return Waiting(entry: entry, position: try await waitlist.position(of: entry))
    }

    /// Offers what has rested, and tells those to whom it is offered.
    @discardableResult
    package func offerPlaces() async throws -> Int {
        let offers = try await waitlist.offer(at: moment()) { offer, transaction in
            guard let id = Dossier.ID(offer.entry.subject) else { return }
            let dossier = try await dossiers.locked(id, in: transaction)
            let procedure = try await dossiers.procedure(of: dossier)
            try await news.offer(offer.appointment, dossier, procedure, in: transaction)
        }
        for offer in offers { try await news.letters.messages.deliver(subject: offer.entry.subject) }
        return offers.count
    }

    /// What changes mean for those who wait; the same changes again do nothing more.
    package func settleWaitlist(_ changes: [Change]) async throws {
        try await waitlist.settle(changes)
    }
}
