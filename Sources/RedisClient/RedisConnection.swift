import NIOCore

/// A connection for calls that block. It isn't shared and doesn't reconnect: a call that is cancelled, or out of time,
/// closes it, since its reply could still come and take an element with it.
package final class RedisConnection: Sendable {
    private let wire: RedisWire

    init(wire: RedisWire) {
        self.wire = wire
    }

    deinit {
        wire.close()
    }

    /// `timeout` nil waits as long as the command itself does.
    @discardableResult
    package func send(_ command: [String], timeout: Duration? = nil) async throws(RedisFailure) -> RedisValue
    {
        let deadline = timeout.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
        do throws(RedisFailure) {
            return try await wire.send(command.map { .text($0) }, deadline: deadline)
        } catch {
            if case .refused = error { throw error }
            wire.close()
            throw error
        }
    }

    package func close() async {
        wire.close()
    }
}
