import CPostgres
import Foundation

/// Stops the statement that runs on a connection, from another thread, and never the one after it: the lock keeps
/// the connection's thread from going on while a cancellation is on its way.
///
/// `current` is only touched under the lock; libpq allows `PQcancel` from any thread.
final class Canceller: @unchecked Sendable {
    private let lock = NSLock()
    private let handle: OpaquePointer?
    private var current: Work?

    init(of connection: OpaquePointer) { handle = PQgetCancel(connection) }
    deinit { PQfreeCancel(handle) }

    func begin(_ work: Work) { lock.withLock { current = work } }
    func end() { lock.withLock { current = nil } }

    func strike(_ work: Work) {
        lock.withLock {
            guard current === work, let handle else { return }
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle, &message, Int32(message.count))
        }
    }
}
