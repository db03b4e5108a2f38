import CPostgres
import Foundation

/// A libpq connection, opened when first needed and again when lost. Lives on its wire's thread.
final class PostgresConnection {
    /// Whether a statement may run on a new connection.
    enum Reach {
        /// Yes; connecting is tried again, ever more slowly, until then.
        case anew(by: ContinuousClock.Instant)
        /// No: what came before it in its transaction would be missing.
        case asItStands
    }

    private struct Open {
        let handle: OpaquePointer
        let canceller: Canceller
        var prepared: [SQL.Shape: String] = [:]
        var made = 0
    }

    private let url: String
    private let statementTimeout: Duration
    private var open: Open?
    /// The server stops statements by itself; one that says nothing this long after is given up.
    private static let grace = Duration.seconds(5)
    private static let mostPrepared = 500

    init(url: String, statementTimeout: Duration) {
        self.url = url
        self.statementTimeout = statementTimeout
    }

    func close() {
        if let open { PQfinish(open.handle) }
        open = nil
    }

    func perform(_ work: Work, _ reach: Reach) {
        let (handle, canceller): (OpaquePointer, Canceller)
        switch opened(reach, for: work) {
        case .success(let open): (handle, canceller) = (open.handle, open.canceller)
        case .failure(let failure): return work.finish(.failure(failure))
        }
        canceller.begin(work)
        guard work.begin(canceller) else { return canceller.end() }
        let answer = run(work, on: handle)
        canceller.end()
        if case .failure(.timedOut) = answer, work.isCancelled {
            work.finish(.failure(.cancelled))
        } else {
            work.finish(answer)
        }
    }
}

// Opening.
extension PostgresConnection {
    private func opened(_ reach: Reach, for work: Work) -> Result<Open, PostgresFailure> {
        if let open, isAlive(open.handle) { return .success(open) }
        close()
        guard case .anew(let limit) = reach else {
            return .failure(.unreachable("the connection was lost: nothing of the transaction was done"))
        }
        var pause = 0.05
        while true {
            switch connect() {
            case .success(let open):
                self.open = open
                return .success(open)
            case .failure(let failure):
                guard ContinuousClock.now < limit, work.isWaiting else { return .failure(failure) }
            }
            Thread.sleep(forTimeInterval: Double.random(in: pause / 2...pause))
            pause = min(pause * 2, 1)
        }
    }

    /// A server that went away while the connection was idle is noticed before anything is sent.
    private func isAlive(_ handle: OpaquePointer) -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        while PQstatus(handle) == CONNECTION_OK {
            guard poll(&descriptor, 1, 0) > 0 else { return true }
            // A farewell comes before the end.
            if PQconsumeInput(handle) == 0 { return false }
        }
        return false
    }

    private func connect() -> Result<Open, PostgresFailure> {
        // What the address itself sets comes later, and so wins.
        guard let handle = postgres_connect(url) else { return .failure(.unreachable("out of memory")) }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            return .failure(.unreachable(words(of: handle)))
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        let settings = PQexec(
            handle,
            """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex';
            SET client_min_messages = 'warning'; SET statement_timeout = \(milliseconds(statementTimeout))
            """)
        defer { PQclear(settings) }
        guard PQresultStatus(settings) == PGRES_COMMAND_OK else {
            defer { PQfinish(handle) }
            return .failure(.unreachable(words(of: handle)))
        }
        return .success(Open(handle: handle, canceller: Canceller(of: handle)))
    }

    private func words(of handle: OpaquePointer) -> String {
        String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

// Running.
extension PostgresConnection {
    private func run(_ work: Work, on handle: OpaquePointer) -> Work.Answer {
        switch work.command {
        case .script(let text): script(text, work, on: handle)
        case .statement(let sql): statement(sql, work, on: handle)
        }
    }

    /// Sets its own time-out, or none.
    private func script(_ text: String, _ work: Work, on handle: OpaquePointer) -> Work.Answer {
        guard PQsendQuery(handle, text) == 1 else { return .failure(lost(handle)) }
        return answer(to: work, on: handle, within: nil)
    }

    private func statement(_ sql: SQL, _ work: Work, on handle: OpaquePointer) -> Work.Answer {
        // libpq takes text up to its first zero byte, and would cut it there.
        guard !sql.parameters.contains(where: \.isCutShort) else {
            return .failure(.refused(state: "22021", message: "a zero byte in a text", constraint: nil))
        }
        let shape = sql.shape
        let isKnown = open?.prepared[shape] != nil
        let answer = prepare(sql, as: shape, work, on: handle).flatMap { name in
            send(sql, as: name, on: handle)
                ? self.answer(to: work, on: handle, within: limit)
                : .failure(lost(handle))
        }
        // A table changed shape under a statement prepared before: it didn't run.
        if isKnown, case .failure(.refused("0A000", _, _)) = answer {
            open?.prepared[shape] = nil
            if PQtransactionStatus(handle) == PQTRANS_IDLE { return statement(sql, work, on: handle) }
        }
        return answer
    }

    private var limit: Duration? {
        statementTimeout > .zero ? statementTimeout + Self.grace : nil
    }

    private func prepare(
        _ sql: SQL, as shape: SQL.Shape, _ work: Work, on handle: OpaquePointer
    ) -> Result<String, PostgresFailure> {
        if let name = open?.prepared[shape] { return .success(name) }
        if let open, open.prepared.count >= Self.mostPrepared, PQtransactionStatus(handle) == PQTRANS_IDLE {
            PQclear(PQexec(handle, "DEALLOCATE ALL"))
            self.open?.prepared = [:]
        }
        let name = "s\(open?.made ?? 0)"
        open?.made += 1
        guard PQsendPrepare(handle, name, shape.text, Int32(shape.types.count), shape.types) == 1 else {
            return .failure(lost(handle).beforeAnyEffect)
        }
        return answer(to: work, on: handle, within: limit)
            .map { _ in
                open?.prepared[shape] = name
                return name
            }
            .mapError(\.beforeAnyEffect)
    }

    private func send(_ sql: SQL, as name: String, on handle: OpaquePointer) -> Bool {
        let lengths = sql.parameters.map { Int32($0.bytes?.count ?? 0) }
        let formats = sql.parameters.map(\.form.rawValue)
        return withPointers(sql.parameters.map(\.bytes)) { values in
            PQsendQueryPrepared(handle, name, Int32(lengths.count), values, lengths, formats, 0) == 1
        }
    }
}

// Hearing.
extension PostgresConnection {
    /// Reads until the server is ready again: an error may still come after a command's own answer.
    private func answer(
        to work: Work, on handle: OpaquePointer, within limit: Duration?
    ) -> Work.Answer {
        let deadline = limit.map { ContinuousClock.now + $0 }
        var answer: Work.Answer = .success(PostgresAnswer(rows: [], command: ""))
        while true {
            guard heard(handle, by: deadline, work) else {
                close()
                return .failure(.unknown("the server said nothing for \(limit ?? .zero)"))
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            if case .success = answer { answer = read(result) }
        }
        if PQstatus(handle) != CONNECTION_OK { return .failure(lost(handle)) }
        if case .failure(.unknown) = answer { close() }
        return answer
    }

    /// Waits until a result can be read; false when the deadline has passed.
    private func heard(
        _ handle: OpaquePointer, by deadline: ContinuousClock.Instant?, _ work: Work
    ) -> Bool {
        while PQisBusy(handle) == 1 {
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            let ready = poll(&descriptor, 1, 500)
            if ready > 0, PQconsumeInput(handle) == 0 { return true }
            if ready == 0, let deadline, ContinuousClock.now > deadline { return false }
            // A cancellation that reached the server before the statement did was in vain.
            if ready == 0, work.isCancelled { open?.canceller.strike(work) }
        }
        return true
    }

    private func read(_ result: OpaquePointer) -> Work.Answer {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_TUPLES_OK: .success(PostgresAnswer(result))
        default: .failure(PostgresFailure(result))
        }
    }

    private func lost(_ handle: OpaquePointer) -> PostgresFailure {
        defer { close() }
        return .unknown(words(of: handle))
    }
}

private func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
}
