/// What can become of a statement other than its rows.
///
/// Only ``unknown`` leaves open whether the statement took effect; every other case says that it did not.
package enum PostgresFailure: Error, Sendable, Equatable {
    /// No connection could be had: nothing was done. A transaction cut before its COMMIT ends here too.
    case unreachable(String)
    /// The connection died, or no answer came, while the statement was in flight: it may have run.
    case unknown(String)
    /// The server said no; `state` is the SQLSTATE. Serialization failures are 40001, deadlocks 40P01.
    case refused(state: String, message: String, constraint: String?)
    /// The server stopped the statement when its time was up.
    case timedOut
    /// The caller's task was cancelled before the statement took effect.
    case cancelled
    /// A column is missing or doesn't hold what was asked for.
    case decoding(String)

    /// The violated constraint's name, if that is what was refused.
    package var constraint: String? {
        if case .refused(_, _, let constraint) = self { constraint } else { nil }
    }

    /// The statement lost against another transaction and may simply be tried again.
    package var isConflict: Bool {
        if case .refused(let state, _, _) = self { state == "40001" || state == "40P01" } else { false }
    }
}

extension PostgresFailure: CustomStringConvertible {
    /// Fit for a log: messages of class 22 (data exceptions) quote the value, so they are left out.
    package var description: String {
        switch self {
        case .unreachable(let why): "PostgreSQL can't be reached: \(why)"
        case .unknown(let why): "the connection to PostgreSQL was lost, the outcome is unknown: \(why)"
        case .refused(let state, _, let constraint?):
            "refused by PostgreSQL: \(state), constraint \(constraint)"
        case .refused(let state, let message, nil):
            state.hasPrefix("22")
                ? "refused by PostgreSQL: \(state)" : "refused by PostgreSQL: \(state), \(message)"
        case .timedOut: "the statement ran out of time"
        case .cancelled: "the statement was cancelled"
        case .decoding(let what): "unexpected data from PostgreSQL: \(what)"
        }
    }
}
