import CPostgres

/// What the server said to one statement.
struct PostgresAnswer: Sendable {
    let rows: [PostgresRow]
    /// The command as it was done: a COMMIT of a transaction with a failed statement says ROLLBACK.
    let command: String
}

extension PostgresAnswer {
    init(_ result: OpaquePointer) {
        let width = PQnfields(result)
        let columns = PostgresColumns((0..<width).map { String(cString: PQfname(result, $0)) })
        rows = (0..<PQntuples(result)).map { row in
            PostgresRow(
                columns: columns,
                values: (0..<width).map { column in
                    guard PQgetisnull(result, row, column) == 0 else { return nil }
                    let bytes = UnsafeRawBufferPointer(
                        start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
                    return String(decoding: bytes, as: UTF8.self)
                })
        }
        command = String(cString: PQcmdStatus(result))
    }
}

extension PostgresFailure {
    /// Reads an error result.
    init(_ result: OpaquePointer) {
        let text = { (code: Int32) in PQresultErrorField(result, code).map { String(cString: $0) } }
        guard let state = text(postgres_diagnostic_state) else {
            self = .unknown(text(postgres_diagnostic_message) ?? "the connection was lost")
            return
        }
        switch state {
        case "57014": self = .timedOut
        // The server ends the connection; a COMMIT may have been done just before.
        case "57P01", "57P02", "57P03": self = .unknown("the server is shutting down")
        default:
            self = .refused(
                state: state, message: text(postgres_diagnostic_message) ?? "",
                constraint: text(postgres_diagnostic_constraint))
        }
    }

    static var closed: Self { .unreachable("the client is closed") }

    /// What is lost before it could have had an effect was not done.
    var beforeAnyEffect: Self {
        if case .unknown(let why) = self { .unreachable(why) } else { self }
    }
}
