package import Scheduler

/// A value that a text takes in. What a person typed is `text`: it is shown, never interpreted.
package enum TemplateValue: Sendable, Codable, Hashable {
    case text(String)
    /// An address to open; in an email it becomes a button or a link.
    case link(String)
    /// A word of ours that a `select` decides by; never shown.
    case choice(String)
    case integer(Int64)
    /// In the currency's smallest unit (ISO 4217).
    case money(minor: Int64, currency: String)
    /// With its day of the week: one that somebody keeps.
    case date(LocalDate)
    /// Without: one that is told, such as a birth.
    case day(LocalDate)
    case time(LocalTime)
    /// What stands on the wall of a place; `zone` is named in the text when given ("Europe/Brussels").
    case dateTime(LocalDate, LocalTime, zone: String?)
    case list([String])
}

extension TemplateValue {
    /// What kind a `message.yaml` declares for a variable.
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case text, link, choice, integer, money, date, time
        case dateTime = "date-time"
        case list
    }

    package var kind: Kind {
        switch self {
        case .text: .text
        case .link: .link
        case .choice: .choice
        case .integer: .integer
        case .money: .money
        case .date, .day: .date
        case .time: .time
        case .dateTime: .dateTime
        case .list: .list
        }
    }
}
