package import Scheduler

/// When something is asked, due or waived: a small tree, always true or false. A field without an answer (hidden
/// ones have none) makes a comparison false.
package indirect enum Condition: Hashable, Sendable {
    case always
    case given(Field.ID)
    case equals(Field.ID, Answer)
    case among(Field.ID, Set<String>)
    case atLeast(Field.ID, Int)
    case atMost(Field.ID, Int)
    /// A date of birth less than so many years ago.
    case youngerThan(Field.ID, years: Int)
    case not(Condition)
    case all([Condition])
    case any([Condition])

    package func holds(in answers: Answers, on today: LocalDate) -> Bool {
        switch self {
        case .always: true
        case .given(let field): answers[field] != nil
        case .equals(let field, let value): answers[field] == value
        case .among(let field, let values): answers.text(field).map(values.contains) ?? false
        case .atLeast(let field, let least): answers.integer(field).map { $0 >= least } ?? false
        case .atMost(let field, let most): answers.integer(field).map { $0 <= most } ?? false
        case .youngerThan(let field, let years):
            answers.date(field).map { Self.age(of: $0, on: today) < years } ?? false
        case .not(let condition): !condition.holds(in: answers, on: today)
        case .all(let conditions): conditions.allSatisfy { $0.holds(in: answers, on: today) }
        case .any(let conditions): conditions.contains { $0.holds(in: answers, on: today) }
        }
    }

    /// Every field it looks at.
    package var fields: Set<Field.ID> {
        switch self {
        case .always: []
        case .given(let field), .equals(let field, _), .among(let field, _), .atLeast(let field, _),
            .atMost(let field, _), .youngerThan(let field, _):
            [field]
        case .not(let condition): condition.fields
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.fields) }
        }
    }

    /// Completed years; somebody born on 29 February is a year older on 1 March of a common year.
    static func age(of birth: LocalDate, on today: LocalDate) -> Int {
        let anniversaryPassed = (today.month, today.day) >= (birth.month, birth.day)
        return today.year - birth.year - (anniversaryPassed ? 0 : 1)
    }
}
