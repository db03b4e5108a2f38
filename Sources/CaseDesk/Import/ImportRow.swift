import Scheduler

/// One appointment of another system, or why it can't be read.
struct ImportRow {
    let line: Int
    /// Its id there; nil: the row itself stands for it.
    let source: String?
    /// What makes it the same on another day.
    let key: String
    let content: Result<ImportWish, ImportProblem>
}

struct ImportWish: Equatable {
    let start: Instant
    let contact: Contact
    /// Nil: the ministry's first language.
    let locale: String?
    let units: Int
}

/// What is wrong with a row, and how to mend it, for the person who has the file.
struct ImportProblem: Error, Equatable {
    enum Reason: String {
        case unclosed, columns, start, zone, contact, units, recurring, cancelled
        case past
        case tooLate = "too late"
        case closed, full
        case has = "has another"
        case refused
    }

    let reason: Reason
    let says: String
    let mend: String

    init(_ reason: Reason, _ says: String, mend: String) {
        self.reason = reason
        self.says = says
        self.mend = mend
    }
}
