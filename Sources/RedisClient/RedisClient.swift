package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// One shared, pipelined connection to one server. Opens itself when first used and again when lost; a caller waits
/// for that within the time-out. Calls from many tasks leave in one write and are answered in the order they were sent.
package final class RedisClient: Service, Sendable {
    private let dialer: RedisDialer
    private let link: RedisLink
    private let timeout: Duration

    /// `timeout` is for each call, the wait for a connection included. A server silent that long is dialled anew.
    package init(address: RedisAddress, timeout: Duration = .seconds(5), logger: Logger) {
        self.timeout = timeout
        dialer = RedisDialer(address: address, timeout: TimeAmount(timeout))
        link = RedisLink(dialer: dialer, logger: logger)
    }

    deinit {
        link.close()
    }

    /// Holds the client open until the service group shuts down. Calls work without it.
    package func run() async throws {
        try? await gracefulShutdown()
        await close()
    }

    /// Calls in flight end as `unknown`, later ones as `unreachable`.
    package func close() async {
        link.close()
    }

    @discardableResult
    package func send(
        _ command: [String], repeat repetition: RedisRepeat = .never, timeout: Duration? = nil
    ) async throws(RedisFailure) -> RedisValue {
        try await send(arguments: command.map { .text($0) }, repeat: repetition, timeout: timeout)
    }

    @discardableResult
    package func send(
        _ command: [[UInt8]], repeat repetition: RedisRepeat = .never, timeout: Duration? = nil
    ) async throws(RedisFailure) -> RedisValue {
        try await send(arguments: command.map { .bytes($0) }, repeat: repetition, timeout: timeout)
    }

    @discardableResult
    package func send(
        arguments: [RedisArgument], repeat repetition: RedisRepeat = .never, timeout: Duration? = nil
    ) async throws(RedisFailure) -> RedisValue {
        let deadline = NIODeadline.now() + TimeAmount(timeout ?? self.timeout)
        while true {
            let wire = try await link.wire(before: deadline)
            do throws(RedisFailure) {
                return try await wire.send(arguments, deadline: deadline)
            } catch {
                guard error.allows(repetition), NIODeadline.now() < deadline else { throw error }
            }
        }
    }

    /// Calls a function of the server; one that it doesn't know yet is loaded first.
    package func call(
        _ function: RedisFunction, keys: [String], arguments: [RedisArgument],
        repeat repetition: RedisRepeat = .never, timeout: Duration? = nil
    ) async throws(RedisFailure) -> RedisValue {
        let command = function.call(keys: keys, arguments: arguments)
        do throws(RedisFailure) {
            return try await send(arguments: command, repeat: repetition, timeout: timeout)
        } catch {
            guard error.isMissingFunction else { throw error }
        }
        try await load(function)
        return try await send(arguments: command, repeat: repetition, timeout: timeout)
    }

    /// A connection of one's own, for calls that block (BLPOP, XREADGROUP). Whoever asks closes it.
    package func blocking() async throws(RedisFailure) -> RedisConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        do {
            let wire = try await dialer.dial(on: loop, patience: nil, whenClosed: {}).get()
            return RedisConnection(wire: wire)
        } catch let failure as RedisFailure {
            if case .refused = failure { throw failure }
            throw .unreachable("\(failure)")
        } catch {
            throw .unreachable("\(error)")
        }
    }

    private func load(_ function: RedisFunction) async throws(RedisFailure) {
        do throws(RedisFailure) {
            try await send(arguments: function.load, repeat: .whenUnknown)
        } catch {
            // Someone else was quicker: a name stands for one content only.
            guard case .refused(let message) = error, message.contains("already exists") else { throw error }
        }
    }
}

extension RedisFailure {
    /// A call that never left may always be tried again; one that may have run only when its caller says so.
    fileprivate func allows(_ repetition: RedisRepeat) -> Bool {
        switch self {
        case .unreachable: true
        case .unknown: repetition == .whenUnknown
        case .refused, .malformed, .cancelled: false
        }
    }

    fileprivate var isMissingFunction: Bool {
        guard case .refused(let message) = self else { return false }
        return message.contains("Function not found")
    }
}
