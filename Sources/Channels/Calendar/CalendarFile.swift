package import Scheduler

/// A `.ics` file for one person: one event, and the zone that it is told in (RFC 5545, RFC 5546).
struct CalendarFile {
    let event: CalendarEvent
    let organizer: EmailAddress
    var organizerName: String?
    /// Nil: a file to take home, addressed to nobody.
    let attendee: EmailAddress?
    let now: Instant

    var method: String { attendee == nil ? "PUBLISH" : event.change.rawValue }

    /// As an attachment is declared (RFC 6047 §2.4).
    var contentType: String { "text/calendar; method=\(method); charset=utf-8" }

    func serialized() throws(ZoneFailure) -> [UInt8] {
        let zone = try Zone(event.zone)
        let lines = event.lines(
            domain: organizer.domain, in: zone, stamp: now,
            extra: people + (event.change == .request ? Self.alarms(event) : []))
        return CalendarDocument(
            method: method, zones: [CalendarZone(zone, from: event.start, to: event.end)], components: [lines]
        ).serialized()
    }

    private var people: [String] {
        let name = organizerName.map { ";CN=\(CalendarText.quoted($0))" } ?? ""
        let organizer = "ORGANIZER\(name):mailto:\(organizer)"
        // Who books has said yes already: their calendar needn't ask them.
        return [organizer]
            + (attendee.map { ["ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:\($0)"] }
                ?? [])
    }

    /// The day before and three hours before, as our own reminders.
    private static func alarms(_ event: CalendarEvent) -> [String] {
        ["-P1D", "-PT3H"].flatMap { trigger in
            [
                "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:\(trigger)",
                CalendarText.property("DESCRIPTION", event.title, language: event.language), "END:VALARM",
            ]
        }
    }
}

extension CalendarEvent {
    /// The `.ics` file that a page offers: the same event as in the messages, so that a calendar keeps one of both.
    package func file(from organizer: EmailAddress, named name: String? = nil, at now: Instant) throws
        -> String
    {
        let file = CalendarFile(
            event: self, organizer: organizer, organizerName: name, attendee: nil, now: now)
        return String(decoding: try file.serialized(), as: UTF8.self)
    }
}
