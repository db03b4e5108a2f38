import Synchronization

/// Threads for mail, one mail at a time on each.
///
/// libcurl lets nothing else on its thread go on while it waits for the answer to a mail's last dot, and for the one to
/// its leave-taking after a time-out: on a shared thread one silent relay would hold up every message of the house.
final class MailLanes: Sendable {
    private struct State {
        var idle: [TransferLoop] = []
        var count = 0
        var waiting: [CheckedContinuation<TransferLoop, Never>] = []
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    /// The one that was used last comes first: its connection is the likeliest to stand.
    func take() async -> TransferLoop {
        await withCheckedContinuation { continuation in
            let lane = state.withLock { state -> TransferLoop? in
                if let lane = state.idle.popLast() { return lane }
                guard state.count < most else {
                    state.waiting.append(continuation)
                    return nil
                }
                state.count += 1
                return Self.started()
            }
            if let lane { continuation.resume(returning: lane) }
        }
    }

    private static func started() -> TransferLoop {
        let lane = TransferLoop(connectionsPerHost: 1)
        lane.start()
        return lane
    }

    func giveBack(_ lane: TransferLoop) {
        let next = state.withLock { state -> CheckedContinuation<TransferLoop, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.idle.append(lane)
            return nil
        }
        next?.resume(returning: lane)
    }

    /// After a failure. libcurl keeps the connection of a mail whose last answer didn't come; that answer, coming late,
    /// would be taken for one to the next mail.
    func discard(_ lane: TransferLoop) {
        lane.stop()
        let next = state.withLock { state -> CheckedContinuation<TransferLoop, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.count -= 1
            return nil
        }
        next?.resume(returning: Self.started())
    }

    /// When nobody uses them any more.
    func stop() {
        state.withLock { state in
            for lane in state.idle { lane.stop() }
        }
    }
}
