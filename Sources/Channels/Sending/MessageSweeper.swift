package import Logging
import ServiceLifecycle

/// Finds messages whose work was lost, and puts it in again.
package struct MessageSweeper: Service {
    private let messages: Messages
    private let interval: Duration
    private let logger: Logger

    package init(messages: Messages, interval: Duration = .seconds(10), logger: Logger) {
        self.messages = messages
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let found = try await messages.sweep()
                try await messages.escalate()
                if found > 0 { logger.info("messages overdue", metadata: ["count": "\(found)"]) }
            } catch {
                logger.warning("messages not swept", metadata: ["reason": "\(type(of: error))"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}
