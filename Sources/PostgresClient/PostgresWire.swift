import Foundation

/// One connection and the thread that it blocks: libpq waits, and the cooperative pool must not.
///
/// `jobs` and `ended` are only touched under `door`; the connection only on the thread. The pool hands a wire to one
/// caller at a time.
final class PostgresWire: @unchecked Sendable {
    private let connection: PostgresConnection
    private let door = NSCondition()
    private var jobs: [Job] = []
    private var ended = false

    private enum Job {
        case work(Work, PostgresConnection.Reach)
        case drop(CheckedContinuation<Void, Never>)
    }

    init(url: String, statementTimeout: Duration) {
        connection = PostgresConnection(url: url, statementTimeout: statementTimeout)
        let thread = Thread { [self] in
            while let job = next() { run(job) }
            connection.close()
        }
        thread.name = "postgres"
        thread.start()
    }

    @discardableResult
    func execute(
        _ command: Work.Command, _ reach: PostgresConnection.Reach,
        cancellation: Work.Cancellation = .withTask
    ) async throws(PostgresFailure) -> PostgresAnswer {
        let work = Work(command)
        return try await work.answer(cancellation) { work in
            if !put(.work(work, reach)) { work.finish(.failure(.closed)) }
        }.get()
    }

    /// A dropped connection rolls back whatever was open.
    func drop() async {
        await withCheckedContinuation { caller in
            if !put(.drop(caller)) { caller.resume() }
        }
    }

    /// What was handed in before is still done.
    func end() {
        door.withLock {
            ended = true
            door.signal()
        }
    }

    private func put(_ job: Job) -> Bool {
        door.withLock {
            guard !ended else { return false }
            jobs.append(job)
            door.signal()
            return true
        }
    }

    private func next() -> Job? {
        door.withLock {
            while jobs.isEmpty && !ended { door.wait() }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }

    private func run(_ job: Job) {
        switch job {
        case .work(let work, let reach): connection.perform(work, reach)
        case .drop(let caller):
            connection.close()
            caller.resume()
        }
    }
}
