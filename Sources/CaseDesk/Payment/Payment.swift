package import Scheduler

/// Money that came in, or was waived.
package struct Payment: Sendable, Hashable {
    package enum Means: String, CaseIterable, Sendable {
        /// Over the counter, into a till.
        case counter
        /// Nothing to pay, for a reason.
        case waiver
    }

    package let id: String
    package let dossier: Dossier.ID
    package let means: Means
    package let amount: Money
    /// Nil for a waiver.
    package let receipt: ReceiptNumber?
    package let by: Performer
    package let at: Instant
}

/// `BRUXELLES-GUICHET-1-000042`: without gaps per post and till.
package struct ReceiptNumber: Sendable, Hashable, CustomStringConvertible {
    package let post: PostProfile.ID
    package let till: String
    package let number: Int64

    package var description: String {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return "\(post.text.uppercased())-\(till.uppercased())-\(padded)"
    }
}

/// Why no payment is recorded. Each has its sentence in locales/ under `payments.refusal.<code>`.
package enum PaymentRefusal: Error, Sendable, Equatable {
    case unknown
    case notSubmitted
    case nothingDue
    /// It stands already: this is its receipt.
    case alreadyPaid(ReceiptNumber?)
    case wrongAmount(due: Money)
    case unknownTill
    case reasonMissing

    package var code: String {
        switch self {
        case .unknown: "unknown"
        case .notSubmitted: "not_submitted"
        case .nothingDue: "nothing_due"
        case .alreadyPaid: "already_paid"
        case .wrongAmount: "wrong_amount"
        case .unknownTill: "unknown_till"
        case .reasonMissing: "reason_missing"
        }
    }

    package var key: String { "payments.refusal.\(code)" }
}
