import Logging
import RedisClient
import ServiceLifecycle

/// Lapses holds when their time is up, and forgets what is old. The functions do the same in passing; this is for
/// the quiet hours.
package struct HoldSweeper: Service {
    private let booking: Booking

    package init(_ booking: Booking) {
        self.booking = booking
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await pass()
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Until the next expiry by the server's clock, at most a second: a new hold may come before it.
    private func pass() async -> Duration {
        do {
            var swept = try await booking.sweep()
            while swept.lapsed == 500 { swept = try await booking.sweep() }
            return .milliseconds(500)
        } catch is CancellationError {
            return .zero
        } catch {
            booking.logger.warning("holds couldn't be swept", metadata: ["why": "\(error)"])
            return .seconds(1)
        }
    }
}

extension Booking {
    package struct Swept: Sendable, Decodable {
        package let lapsed: Int
        package let forgotten: Int
    }

    /// Lapses and forgets at most 500 each.
    @discardableResult
    package func sweep(at now: Instant? = nil) async throws -> Swept {
        try await call(.sweep, arguments: [.init(500)], at: now)
    }
}
