package import Logging
import ServiceLifecycle

/// Finds what waits for an endpoint, and puts in its work: new deliveries, due repetitions, what a worker lost.
package struct WebhookSweeper: Service {
    private let webhooks: Webhooks
    private let interval: Duration
    private let logger: Logger

    package init(webhooks: Webhooks, interval: Duration = .seconds(1), logger: Logger) {
        self.webhooks = webhooks
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await webhooks.sweep()
            } catch {
                logger.warning("webhooks not swept", metadata: ["reason": "\(type(of: error))"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }
}
