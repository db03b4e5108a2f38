import Dispatch
import Synchronization

/// One statement on its way through a connection's thread, and the caller who waits for its answer.
final class Work: Sendable {
    typealias Answer = Result<PostgresAnswer, PostgresFailure>

    enum Command: Sendable {
        case statement(SQL)
        /// Several statements without parameters, as a migration has them.
        case script(String)
    }

    enum Cancellation { case withTask, never }

    // fresh ─wait→ waiting ─begin→ running ─finish→ done; cancel: fresh, waiting → done (nothing was sent),
    // running stays until the server has stopped the statement.
    private enum State {
        case fresh
        case waiting(CheckedContinuation<Answer, Never>)
        case running(CheckedContinuation<Answer, Never>, Canceller, cancelled: Bool)
        case done
    }

    let command: Command
    private let state = Mutex(State.fresh)

    init(_ command: Command) { self.command = command }

    /// Hands the work in by `submit` and waits for its answer.
    func answer(_ cancellation: Cancellation, submit: (Work) -> Void) async -> Answer {
        guard cancellation == .withTask else { return await wait(submit) }
        return await withTaskCancellationHandler {
            await wait(submit)
        } onCancel: {
            cancel()
        }
    }

    /// Called on the connection's thread; false when the caller waits no longer.
    func begin(_ canceller: Canceller) -> Bool {
        state.withLock { state in
            guard case .waiting(let caller) = state else { return false }
            state = .running(caller, canceller, cancelled: false)
            return true
        }
    }

    var isWaiting: Bool {
        state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// The caller gave up while the statement ran.
    var isCancelled: Bool {
        state.withLock { if case .running(_, _, cancelled: true) = $0 { true } else { false } }
    }

    func finish(_ answer: Answer) {
        let caller: CheckedContinuation<Answer, Never>? = state.withLock { state in
            defer { state = .done }
            switch state {
            case .waiting(let caller), .running(let caller, _, _): return caller
            case .fresh, .done: return nil
            }
        }
        caller?.resume(returning: answer)
    }

    private func wait(_ submit: (Work) -> Void) async -> Answer {
        await withCheckedContinuation { caller in
            let accepted = state.withLock { state in
                guard case .fresh = state else { return false }
                state = .waiting(caller)
                return true
            }
            if accepted { submit(self) } else { caller.resume(returning: .failure(.cancelled)) }
        }
    }

    private func cancel() {
        let (caller, canceller) = state.withLock {
            state -> (CheckedContinuation<Answer, Never>?, Canceller?) in
            switch state {
            case .fresh:
                state = .done
                return (nil, nil)
            case .waiting(let caller):
                state = .done
                return (caller, nil)
            case .running(let caller, let canceller, cancelled: false):
                state = .running(caller, canceller, cancelled: true)
                return (nil, canceller)
            case .running, .done: return (nil, nil)
            }
        }
        caller?.resume(returning: .failure(.cancelled))
        // libpq opens a connection of its own to cancel: not on the thread of whoever cancels.
        if let canceller { DispatchQueue.global().async { canceller.strike(self) } }
    }
}
