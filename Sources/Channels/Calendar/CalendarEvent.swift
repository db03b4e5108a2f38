package import Scheduler

/// An appointment for the recipient's own calendar (RFC 5545, RFC 5546).
package struct CalendarEvent: Sendable, Hashable, Codable {
    package enum Change: String, Sendable, Codable {
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    /// The same for all changes of one appointment.
    package var id: String
    /// Grows with every change; a calendar believes the highest.
    package var sequence: Int
    package var change: Change
    package var title: String
    package var place: String
    package var start: Instant
    package var end: Instant
    /// The zone in which it is shown.
    package var zone: String
    package var link: String?
    /// Of title, place and note.
    package var language: String?
    package var note: String?
    /// When the appointment last changed; nil: when the file is written.
    package var changed: Instant?

    package init(
        id: String, sequence: Int, change: Change, title: String, place: String, start: Instant,
        end: Instant, zone: String, link: String? = nil, language: String? = nil, note: String? = nil,
        changed: Instant? = nil
    ) {
        self.id = id
        self.sequence = sequence
        self.change = change
        self.title = title
        self.place = place
        self.start = start
        self.end = end
        self.zone = zone
        self.link = link
        self.language = language
        self.note = note
        self.changed = changed
    }
}
