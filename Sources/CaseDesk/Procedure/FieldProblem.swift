/// What is wrong with an answer. The words stand in locales/ under `key`, with `limit` where one is named.
package enum FieldProblem: Hashable, Sendable, Error {
    case missing
    case tooLong(Int)
    case notADate
    case dateNotPast
    case dateNotFuture
    case notANumber
    case tooSmall(Int)
    case tooLarge(Int)
    case notAChoice
    case notACountry
    case notAnEmail
    case notAPhone
    case notConsented

    package var code: String {
        switch self {
        case .missing: "missing"
        case .tooLong: "too_long"
        case .notADate: "not_a_date"
        case .dateNotPast: "date_not_past"
        case .dateNotFuture: "date_not_future"
        case .notANumber: "not_a_number"
        case .tooSmall: "too_small"
        case .tooLarge: "too_large"
        case .notAChoice: "not_a_choice"
        case .notACountry: "not_a_country"
        case .notAnEmail: "not_an_email"
        case .notAPhone: "not_a_phone"
        case .notConsented: "not_consented"
        }
    }

    package var key: String { "form.problem.\(code)" }

    package var limit: Int? {
        switch self {
        case .tooLong(let limit), .tooSmall(let limit), .tooLarge(let limit): limit
        default: nil
        }
    }

    /// Every code, for the check that a field's own wordings name real problems.
    static let codes: Set<String> = [
        "missing", "too_long", "not_a_date", "date_not_past", "date_not_future", "not_a_number", "too_small",
        "too_large", "not_a_choice", "not_a_country", "not_an_email", "not_a_phone", "not_consented",
    ]
}
