import PostgresClient
import Synchronization

/// Writes for many callers at once: those who come while a statement is under way share the next one, and with it
/// one wait for the disk. A shared statement that fails is tried by each alone: nobody's trouble is another's.
final class JournalWriter: Sendable {
    private enum Turn {
        /// Write, for these too.
        case lead([Waiter])
        /// Another has written; these changes stand.
        case told(Set<String>)
        case alone
    }

    private struct Waiter {
        let changes: [String]
        let caller: CheckedContinuation<Turn, Never>
    }

    private struct State {
        var leaders = 0
        var waiting: [Waiter] = []
    }

    /// One statement is worked out while the other waits for the disk.
    private static let lanes = 2
    private static let most = 250

    private let journal: Journal
    private let postgres: PostgresClient
    private let state = Mutex(State())

    init(journal: Journal, postgres: PostgresClient) {
        self.journal = journal
        self.postgres = postgres
    }

    /// The ids of those changes that stand in the journal now, as `Journal.write`; perhaps others' ids with them.
    func write(_ changes: [String]) async throws -> Set<String> {
        switch await turn(changes) {
        case .told(let standing): return standing
        case .alone: return try await journal.write(changes, in: postgres)
        case .lead(let others):
            do {
                let standing = try await journal.write(changes + others.flatMap(\.changes), in: postgres)
                passOn()
                for other in others { other.caller.resume(returning: .told(standing)) }
                return standing
            } catch {
                passOn()
                for other in others { other.caller.resume(returning: .alone) }
                if others.isEmpty { throw error }
                return try await journal.write(changes, in: postgres)
            }
        }
    }

    private func turn(_ changes: [String]) async -> Turn {
        await withCheckedContinuation { caller in
            let leads = state.withLock { state in
                guard state.leaders >= Self.lanes else {
                    state.leaders += 1
                    return true
                }
                state.waiting.append(Waiter(changes: changes, caller: caller))
                return false
            }
            if leads { caller.resume(returning: .lead([])) }
        }
    }

    /// The first of those who wait writes for the others.
    private func passOn() {
        let next = state.withLock { state -> [Waiter] in
            let next = Array(state.waiting.prefix(Self.most))
            state.waiting.removeFirst(next.count)
            if next.isEmpty { state.leaders -= 1 }
            return next
        }
        next.first?.caller.resume(returning: .lead(Array(next.dropFirst())))
    }
}
