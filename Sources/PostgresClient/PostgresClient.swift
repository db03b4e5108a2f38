package import Logging
import ServiceLifecycle

/// Something that takes statements: the client, each on any free connection, or a transaction.
package protocol PostgresSession: Sendable {
    @discardableResult
    func query(_ sql: SQL) async throws(PostgresFailure) -> [PostgresRow]
}

/// A handful of connections to one database, opened when first used and again when lost. A caller waits for that a
/// few seconds, and half a minute for others to give a connection back.
package final class PostgresClient: PostgresSession, Service {
    let pool: PostgresPool
    let logger: Logger

    /// `url` is a libpq connection URI or string. A statement over `statementTimeout` is stopped by the server.
    package init(
        url: String, connections: Int = 8, statementTimeout: Duration = .seconds(30), logger: Logger
    ) {
        pool = PostgresPool(
            wires: (0..<max(1, connections)).map { _ in
                PostgresWire(url: url, statementTimeout: statementTimeout)
            })
        self.logger = logger
    }

    deinit { pool.close() }

    /// Holds the client open until the service group shuts down. Statements work without it.
    package func run() async throws {
        try? await gracefulShutdown()
        await close()
    }

    package func close() async {
        pool.close()
    }

    @discardableResult
    package func query(_ sql: SQL) async throws(PostgresFailure) -> [PostgresRow] {
        let (wire, limit) = try await pool.take()
        defer { pool.giveBack(wire) }
        return try await wire.execute(.statement(sql), .anew(by: limit)).rows
    }

    /// All of the body's statements, or none. A body that throws rolls back; a failure of COMMIT itself with a dead
    /// connection is `.unknown`. Conflicts (40001, 40P01) are tried again `retries` times. A body that asks the client
    /// itself, not its transaction, takes a second connection: enough of them at once wait for each other.
    package func transaction<R: Sendable>(
        retries: Int = 0, _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        var left = retries
        while true {
            do {
                return try await attempt(body)
            } catch let failure as PostgresFailure where failure.isConflict && left > 0 {
                left -= 1
                // Who lost to each other must not meet again at once.
                try await Task.sleep(for: .milliseconds(Int64.random(in: 1...20)))
            }
        }
    }

    private func attempt<R: Sendable>(_ body: (PostgresTransaction) async throws -> R) async throws -> R {
        try await pool.with { wire, limit in
            do throws(PostgresFailure) {
                try await wire.execute(.statement("BEGIN"), .anew(by: limit))
            } catch {
                await wire.rollBack()
                throw error.beforeAnyEffect
            }
            do {
                let result = try await body(PostgresTransaction(wire: wire))
                try await wire.commit()
                return result
            } catch {
                await wire.rollBack()
                throw error
            }
        }
    }
}

/// The statements of one transaction; it must not outlive the closure that it was given to.
package struct PostgresTransaction: PostgresSession {
    let wire: PostgresWire

    @discardableResult
    package func query(_ sql: SQL) async throws(PostgresFailure) -> [PostgresRow] {
        do throws(PostgresFailure) {
            return try await wire.execute(.statement(sql), .asItStands).rows
        } catch {
            // Without its COMMIT nothing of a transaction can have happened.
            throw error.beforeAnyEffect
        }
    }
}

extension PostgresWire {
    /// Once begun it isn't cancelled: the caller would not know what became of it.
    fileprivate func commit() async throws(PostgresFailure) {
        let answer = try await execute(.statement("COMMIT"), .asItStands, cancellation: .never)
        // The server's way to say that a statement had failed, though the body went on as if it hadn't.
        guard answer.command == "COMMIT" else {
            throw .refused(
                state: "25P02", message: "a statement of the transaction had failed", constraint: nil)
        }
    }

    /// A cancelled caller still rolls back. When even that fails, the connection is dropped, and with it the
    /// transaction.
    fileprivate func rollBack() async {
        do throws(PostgresFailure) {
            try await execute(.statement("ROLLBACK"), .asItStands, cancellation: .never)
        } catch {
            await drop()
        }
    }
}
