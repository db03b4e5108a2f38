import Logging
import NIOCore
import NIOPosix
import Synchronization

// idle ─ask→ dialing ─answer→ up ─lose→ idle        dialing ─fail→ dialing (after a delay, while someone waits) or idle
// every state ─close→ closed

/// The shared connection: opened when first asked for, opened again when lost, waited for by those who need it.
final class RedisLink: Sendable {
    private typealias Arrival = Result<RedisWire, RedisFailure>

    private enum Stage {
        case idle(notBefore: NIODeadline)
        case dialing
        case up(RedisWire)
        case closed
    }

    private struct State {
        var stage = Stage.idle(notBefore: .distantPast)
        var failures = 0
        var lastFailure = "not connected yet"
        var waiting: [Int: CheckedContinuation<Arrival, Never>] = [:]
        var tickets = 0
    }

    private let dialer: RedisDialer
    private let loop: any EventLoop
    private let logger: Logger
    private let state = Mutex(State())

    init(dialer: RedisDialer, logger: Logger) {
        self.dialer = dialer
        self.logger = logger
        loop = MultiThreadedEventLoopGroup.singleton.next()
    }

    /// An open connection, or `unreachable` when there is none until the deadline.
    func wire(before deadline: NIODeadline) async throws(RedisFailure) -> RedisWire {
        let open = try state.withLock { state throws(RedisFailure) -> RedisWire? in
            switch state.stage {
            case .up(let wire): wire
            case .closed: throw .unreachable("the client is closed")
            case .idle, .dialing: nil
            }
        }
        if let open { return open }
        return try await arrival(before: deadline).get()
    }

    func close() {
        let (wire, waiting) = state.withLock { state in
            defer {
                state.stage = .closed
                state.waiting = [:]
            }
            guard case .up(let wire) = state.stage else { return (RedisWire?.none, state.waiting) }
            return (wire, state.waiting)
        }
        for waiter in waiting.values {
            waiter.resume(returning: .failure(.unreachable("the client is closed")))
        }
        wire?.close()
    }

    private func arrival(before deadline: NIODeadline) async -> Arrival {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                join(continuation, ticket, until: deadline)
            }
        } onCancel: {
            leave(ticket) { _ in .cancelled }
        }
    }

    private func join(
        _ continuation: CheckedContinuation<Arrival, Never>, _ ticket: Int, until deadline: NIODeadline
    ) {
        let (now, dialAt): (Arrival?, NIODeadline?) = state.withLock { state in
            switch state.stage {
            case .up(let wire): return (.success(wire), nil)
            case .closed: return (.failure(.unreachable("the client is closed")), nil)
            case .dialing:
                state.waiting[ticket] = continuation
                return (nil, nil)
            case .idle(let notBefore):
                state.waiting[ticket] = continuation
                state.stage = .dialing
                return (nil, notBefore)
            }
        }
        if let now { return continuation.resume(returning: now) }
        if let dialAt { dial(at: dialAt) }
        loop.scheduleTask(deadline: deadline) { self.leave(ticket) { .unreachable($0) } }
        // A cancellation that came before the ticket was noted has found nobody to wake.
        if Task.isCancelled { leave(ticket) { _ in .cancelled } }
    }

    private func leave(_ ticket: Int, _ failure: (String) -> RedisFailure) {
        let (waiter, reason) = state.withLock { state in
            (state.waiting.removeValue(forKey: ticket), state.lastFailure)
        }
        waiter?.resume(returning: .failure(failure(reason)))
    }

    private func dial(at time: NIODeadline) {
        // A little less than the time-out: some of a call's time has passed before it leaves.
        let patience = TimeAmount.nanoseconds(dialer.timeout.nanoseconds / 10 * 9)
        loop.scheduleTask(deadline: max(time, .now())) { [self] in
            dialer.dial(on: loop, patience: patience, whenClosed: lost).whenComplete(dialled)
        }
    }

    private func dialled(_ result: Result<RedisWire, any Error>) {
        switch result {
        case .success(let wire): opened(wire)
        case .failure(RedisFailure.refused(let message)) where !message.hasPrefix("LOADING"):
            failed(message, telling: .refused(message))
        case .failure(let error): failed("\(error)", telling: nil)
        }
    }

    private func opened(_ wire: RedisWire) {
        let waiting = state.withLock { state -> [CheckedContinuation<Arrival, Never>]? in
            guard case .dialing = state.stage else { return nil }
            state.stage = .up(wire)
            state.failures = 0
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        guard let waiting else { return wire.close() }
        for waiter in waiting { waiter.resume(returning: .success(wire)) }
    }

    /// A refusal (a wrong password) is told at once; anything else is tried again while someone waits.
    private func failed(_ reason: String, telling refusal: RedisFailure?) {
        let (told, again) = state.withLock { state -> ([CheckedContinuation<Arrival, Never>], NIODeadline?) in
            guard case .dialing = state.stage else { return ([], nil) }
            state.failures += 1
            state.lastFailure = reason
            let next = NIODeadline.now() + RedisBackoff.delay(afterFailures: state.failures)
            if refusal == nil, !state.waiting.isEmpty { return ([], next) }
            state.stage = .idle(notBefore: next)
            defer { state.waiting = [:] }
            return (Array(state.waiting.values), nil)
        }
        logger.warning("redis: no connection", metadata: ["reason": "\(reason)"])
        for waiter in told { waiter.resume(returning: .failure(refusal ?? .unreachable(reason))) }
        if let again { dial(at: again) }
    }

    private func lost() {
        state.withLock { state in
            guard case .up = state.stage else { return }
            state.stage = .idle(notBefore: .now())
            state.lastFailure = "the connection was lost"
        }
    }
}
