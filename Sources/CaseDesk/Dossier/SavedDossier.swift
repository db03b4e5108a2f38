import Channels
import PostgresClient
import Scheduler

extension Dossier {
    /// How long a request that was begun and never sent is kept.
    package static let draftLife = Duration.days(90)
}

extension DossierNews {
    /// The way back to a draft, on the media that the person gave. Asked for again within ten minutes, it isn't
    /// sent again.
    package func tellSaved(_ dossier: Dossier, _ procedure: Procedure) async throws {
        let window = letters.people.clock.now.milliseconds / Duration.minutes(10).wholeMilliseconds
        let posted = try await postgres.transaction { transaction in
            try await tell(
                "dossier.saved", event: "dossier.saved/\(dossier.id)/\(window)", dossier, procedure,
                in: transaction)
        }
        try await messages.deliver(posted)
    }
}
