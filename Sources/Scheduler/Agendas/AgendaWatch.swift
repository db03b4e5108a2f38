package import Logging
import PostgresClient
import ServiceLifecycle

/// Follows what the desk of any process publishes, so that each process answers by the same agendas within seconds.
package struct AgendaWatch: Service {
    private let booking: Booking
    private let logger: Logger

    package init(_ booking: Booking, logger: Logger) {
        self.booking = booking
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await booking.refreshAgendas()
                } catch {
                    if !Task.isCancelled {
                        logger.warning("agendas aren't followed", metadata: ["why": "\(type(of: error))"])
                    }
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}

extension Booking {
    /// Looks whether the desk has published since; nothing is read when it hasn't.
    package func refreshAgendas(at now: Instant? = nil) async throws {
        try await refreshAgendas(at: now, in: postgres)
    }

    func refreshAgendas(at now: Instant?, in session: some PostgresSession) async throws {
        guard book.isEditable else { return }
        let newer = try await AgendaVersions(ministry: ministry).newer(than: book.numbers, in: session)
        guard !newer.isEmpty else { return }
        let today = (try? Zone("UTC"))?.wall(at: now ?? ServerClock.system.now).date
        for version in book.take(newer, today: today ?? LocalDate(ordinal: 0)) {
            logger.error(
                "a version of an agenda can't be read any more: its file counts",
                metadata: ["post": "\(version.post)", "version": "\(version.number)"])
        }
    }
}
