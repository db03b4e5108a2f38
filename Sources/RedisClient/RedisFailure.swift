/// Why a call has no answer. What matters to a caller is whether it may have run.
package enum RedisFailure: Error, Equatable {
    /// Never sent: it didn't run.
    case unreachable(String)
    /// Sent, then the connection died or the time was up: it may have run.
    case unknown(String)
    /// The server's error reply.
    case refused(String)
    /// The server answered something that isn't RESP2, or that a caller couldn't read.
    case malformed(String)
    /// The calling task was cancelled; a call already sent may have run.
    case cancelled
}

/// What to do with a call whose outcome is unknown.
package enum RedisRepeat: Sendable {
    case never
    /// The call has the same effect once or twice: send it again after a reconnect, within its time-out.
    case whenUnknown
}
