import Channels
package import Logging
import RedisClient
import Scheduler
import ServiceLifecycle

/// What a refill brought back.
package struct Refilled: Sendable, Codable, Equatable {
    package let appointments: Int
    package let messages: Int
    package let reminders: Int
    package let effects: Int
}

/// Brings the Scheduler's state back from PostgreSQL when Redis was emptied: appointments, and the work that rows
/// without an end still ask for. Looks once a second; doing it twice changes nothing.
package struct Refill: Service {
    private let workspace: Workspace
    private let logger: Logger

    package init(_ workspace: Workspace, logger: Logger) {
        self.workspace = workspace
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await !isFilled() {
                        let refilled = try await fill()
                        logger.notice("the Scheduler was filled", metadata: ["what": "\(refilled)"])
                    }
                } catch {
                    logger.warning("not filled yet", metadata: ["why": "\(type(of: error))"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    package func fill() async throws -> Refilled {
        let rebuilt = try await workspace.booking.prepare()
        _ = try await workspace.booking.publish()
        let refilled = Refilled(
            appointments: rebuilt?.appointments ?? 0,
            messages: try await workspace.messages.rebuild(),
            reminders: try await workspace.appointments.rebuild(),
            effects: try await workspace.effects.sweep(workspace.jobs))
        try await workspace.ground.redis.send(["SET", key, "1"], repeat: .whenUnknown)
        return refilled
    }

    private func isFilled() async throws -> Bool {
        try await workspace.ground.redis.send(["EXISTS", key], repeat: .whenUnknown).int == 1
    }

    private var key: String { Keys(ministry: workspace.ground.ministry).filled }
}
