/// Why a transfer ended without the other side's yes.
package enum TransferFailure: Error, Sendable, Equatable {
    /// The other side has certainly not acted: it wasn't reached, or hadn't yet received all.
    case notSent(String)
    /// All was sent, and no answer came: it may have acted.
    case unknown(String)
    /// The relay said no, for now (4xx) or for good (5xx).
    case refused(MailReply)
    /// The request itself can't be made: a wrong address, a header with a line end.
    case malformed(String)
    case cancelled
}

extension TransferFailure: CustomStringConvertible {
    /// Fit for a log: no reply's text, which may quote an address.
    package var description: String {
        switch self {
        case .notSent(let why): "not sent: \(why)"
        case .unknown(let why): "sent, outcome unknown: \(why)"
        case .refused(let reply): "refused: \(reply.code) \(reply.status ?? "")"
        case .malformed(let why): "malformed: \(why)"
        case .cancelled: "cancelled"
        }
    }
}
