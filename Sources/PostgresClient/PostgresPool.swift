import Dispatch
import Synchronization

/// Hands each wire to one caller at a time, first come first served.
final class PostgresPool: Sendable {
    private typealias Instant = ContinuousClock.Instant

    private struct Waiter {
        let id: UInt64
        let limit: Instant
        let caller: CheckedContinuation<Result<PostgresWire, PostgresFailure>, Never>
    }

    private struct State {
        var idle: [PostgresWire]
        var waiters: [Waiter] = []
        var cancelled: Set<UInt64> = []
        var next: UInt64 = 0
        var closed = false
        var watched = false
    }

    /// How long a caller waits for a connection to be made, from its arrival.
    private static let connecting = Duration.seconds(3)
    /// How long a caller waits for others to give one back.
    private static let waiting = Duration.seconds(30)

    private let wires: [PostgresWire]
    private let state: Mutex<State>

    init(wires: [PostgresWire]) {
        self.wires = wires
        state = Mutex(State(idle: wires))
    }

    func with<R: Sendable>(
        _ body: (PostgresWire, _ connectBy: ContinuousClock.Instant) async throws -> R
    ) async throws -> R {
        let (wire, limit) = try await take()
        defer { giveBack(wire) }
        return try await body(wire, limit)
    }

    func take() async throws(PostgresFailure) -> (PostgresWire, connectBy: ContinuousClock.Instant) {
        let arrival = ContinuousClock.now
        let free: PostgresWire? = state.withLock { state in
            state.closed || !state.waiters.isEmpty ? nil : state.idle.popLast()
        }
        if let free { return (free, arrival + Self.connecting) }
        return (try await wait(until: arrival + Self.waiting), arrival + Self.connecting)
    }

    func giveBack(_ wire: PostgresWire) {
        let waiter: Waiter? = state.withLock { state in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
            state.idle.append(wire)
            return nil
        }
        waiter?.caller.resume(returning: .success(wire))
    }

    func close() {
        let waiters = state.withLock { state in
            state.closed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.caller.resume(returning: .failure(.closed)) }
        for wire in wires { wire.end() }
    }

    private func wait(until limit: Instant) async throws(PostgresFailure) -> PostgresWire {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in enter(Waiter(id: id, limit: limit, caller: caller)) }
        } onCancel: {
            cancel(id)
        }
        _ = state.withLock { $0.cancelled.remove(id) }
        return try outcome.get()
    }

    private func enter(_ waiter: Waiter) {
        let answer: Result<PostgresWire, PostgresFailure>? = state.withLock { state in
            if state.closed { return .failure(.closed) }
            if state.cancelled.remove(waiter.id) != nil { return .failure(.cancelled) }
            if state.waiters.isEmpty, let wire = state.idle.popLast() { return .success(wire) }
            state.waiters.append(waiter)
            watch(&state)
            return nil
        }
        if let answer { waiter.caller.resume(returning: answer) }
    }

    private func cancel(_ id: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.caller.resume(returning: .failure(.cancelled))
    }

    /// One timer for all who wait, and none when nobody does.
    private func watch(_ state: inout State) {
        guard !state.watched else { return }
        state.watched = true
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in self?.expire() }
    }

    private func expire() {
        let now = ContinuousClock.now
        let expired = state.withLock { state in
            let expired = state.waiters.filter { $0.limit < now }
            state.waiters.removeAll { $0.limit < now }
            state.watched = false
            if !state.waiters.isEmpty { watch(&state) }
            return expired
        }
        for waiter in expired {
            waiter.caller.resume(returning: .failure(.unreachable("no connection was free in time")))
        }
    }
}
