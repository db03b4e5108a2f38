import Scheduler

/// What every `.ics` file of ours is made of: a method, the zones that it names, its components (RFC 5545 §3.4).
struct CalendarDocument {
    let method: String
    /// Properties of the whole calendar, such as its name.
    var properties: [String] = []
    let zones: [CalendarZone]
    let components: [[String]]

    func serialized() -> [UInt8] {
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Guichet//Guichet//EN", "CALSCALE:GREGORIAN",
                "METHOD:\(method)",
            ] + properties + zones.flatMap(\.lines) + components.flatMap(\.self) + ["END:VCALENDAR"]
        return Array(lines.map(CalendarText.folded).joined().utf8)
    }
}

extension CalendarEvent {
    /// The lines of its `VEVENT`. `extra` stands before the end: people and alarms.
    func lines(domain: String, in zone: Zone, stamp: Instant, extra: [String]) -> [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:\(CalendarText.escape(id))@\(domain)", "SEQUENCE:\(sequence)",
            "DTSTAMP:\(CalendarText.utc(stamp))", "LAST-MODIFIED:\(CalendarText.utc(changed ?? stamp))",
            CalendarText.time("DTSTART", start, in: zone), CalendarText.time("DTEND", end, in: zone),
            CalendarText.property("SUMMARY", title, language: language),
        ]
        if !place.isEmpty { lines.append(CalendarText.property("LOCATION", place, language: language)) }
        if let note { lines.append(CalendarText.property("DESCRIPTION", note, language: language)) }
        lines += ["STATUS:\(change == .cancel ? "CANCELLED" : "CONFIRMED")", "CLASS:PRIVATE"]
        if let link { lines.append("URL:\(link.filter { !$0.isNewline })") }
        return lines + extra + ["END:VEVENT"]
    }
}
