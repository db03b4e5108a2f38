import HTTPTypes
import Hummingbird
import PostgresClient
import RedisClient
import Scheduler

/// Everything that can go wrong for a person, each with its status and its words. One place maps errors to it.
enum WebFailure: Error, Equatable {
    case notFound
    case forbidden
    /// The form was shown to another session, or came from another site.
    case staleForm
    case signedOut
    case malformed
    case tooLarge
    case tooMany(retryAfter: Duration)
    /// Refused by a rule of the house, with the key of the words that say why.
    case refused(key: String)
    case unavailable
    case unexpected

    var status: Int {
        switch self {
        case .notFound: 404
        case .forbidden, .staleForm, .signedOut: 403
        case .malformed: 400
        case .tooLarge: 413
        case .tooMany: 429
        case .refused: 422
        case .unavailable: 503
        case .unexpected: 500
        }
    }

    /// The name of its words: `web.failure.<name>.title` and `.text`.
    var name: String {
        switch self {
        case .notFound: "not_found"
        case .forbidden: "forbidden"
        case .staleForm: "stale_form"
        case .signedOut: "signed_out"
        case .malformed: "malformed"
        case .tooLarge: "too_large"
        case .tooMany: "too_many"
        case .refused: "refused"
        case .unavailable: "unavailable"
        case .unexpected: "unexpected"
        }
    }
}

extension WebFailure {
    /// What a person is told about an error from anywhere in the house.
    init(_ error: any Error) {
        switch error {
        case let failure as WebFailure: self = failure
        case let refusal as AccessRefusal:
            if case .tooMany(let wait) = refusal {
                self = .tooMany(retryAfter: wait)
            } else {
                self = .forbidden
            }
        case let refusal as DossierRefusal: self = Self(refusal)
        case let refusal as PieceRefusal:
            self = refusal == .unknown ? .notFound : .refused(key: refusal.key)
        case let failure as PostgresFailure: self = Self(failure)
        case let failure as RedisFailure: self = Self(failure)
        case BookingFailure.unavailable: self = .unavailable
        case let error as HTTPError: self = Self(status: error.status.code)
        default: self = .unexpected
        }
    }

    private init(_ refusal: DossierRefusal) {
        switch refusal {
        case .unknown, .notOffered: self = .notFound
        case .notAllowed: self = .forbidden
        default: self = .refused(key: refusal.key)
        }
    }

    private init(_ failure: PostgresFailure) {
        switch failure {
        case .unreachable, .unknown, .timedOut: self = .unavailable
        default: self = .unexpected
        }
    }

    private init(_ failure: RedisFailure) {
        switch failure {
        case .unreachable, .unknown: self = .unavailable
        case .refused, .malformed, .cancelled: self = .unexpected
        }
    }

    private init(status: Int) {
        switch status {
        case 404, 405: self = .notFound
        case 413: self = .tooLarge
        case 400..<500: self = .malformed
        default: self = .unexpected
        }
    }
}
