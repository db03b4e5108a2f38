package import Scheduler

/// A `.ics` file: one event, and the zone that it is told in (RFC 5545).
struct CalendarFile {
    let event: CalendarEvent
    let organizer: EmailAddress
    /// Nil: a file to take home, addressed to nobody.
    let attendee: EmailAddress?
    let now: Instant

    func serialized() throws(ZoneFailure) -> [UInt8] {
        let zone = try Zone(event.zone)
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Guichet//Guichet//EN", "CALSCALE:GREGORIAN",
            "METHOD:\(attendee == nil ? "PUBLISH" : event.change.rawValue)",
        ]
        lines += CalendarZone(zone: zone, around: event.start).lines
        lines += [
            "BEGIN:VEVENT", "UID:\(Self.escape(event.id))@\(organizer.domain)",
            "SEQUENCE:\(event.sequence)", "DTSTAMP:\(Self.utc(now))",
            "DTSTART;TZID=\(event.zone):\(Self.local(zone.wall(at: event.start)))",
            "DTEND;TZID=\(event.zone):\(Self.local(zone.wall(at: event.end)))",
            "SUMMARY:\(Self.escape(event.title))", "LOCATION:\(Self.escape(event.place))",
            "ORGANIZER:mailto:\(organizer)",
            "STATUS:\(event.change == .cancel ? "CANCELLED" : "CONFIRMED")",
        ]
        if let attendee { lines.append("ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:\(attendee)") }
        if let link = event.link { lines.append("URL:\(link.filter { !$0.isNewline })") }
        lines += ["END:VEVENT", "END:VCALENDAR"]
        return Array(lines.map(Self.folded).joined().utf8)
    }

    /// RFC 5545 §3.3.11.
    static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case ";": out += "\\;"
            case ",": out += "\\,"
            case "\n": out += "\\n"
            case "\r": break
            default: if scalar.value >= 32, scalar.value != 127 { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    /// Lines of at most 75 bytes, cut between characters.
    static func folded(_ line: String) -> String {
        var out = ""
        var used = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if used + size > 75 {
                out += "\r\n "
                used = 1
            }
            out.unicodeScalars.append(scalar)
            used += size
        }
        return out + "\r\n"
    }

    /// 20261124T103000
    static func local(_ wall: LocalDateTime) -> String {
        wall.description.filter { $0 != "-" && $0 != ":" }
    }

    static func utc(_ instant: Instant) -> String {
        local(Self.greenwich(instant)) + "Z"
    }

    private static func greenwich(_ instant: Instant) -> LocalDateTime {
        let seconds = Int(instant.milliseconds / 1_000)
        let time = LocalTime(secondOfDay: seconds % 86_400) ?? .midnight
        return LocalDateTime(date: LocalDate(ordinal: seconds / 86_400), time: time)
    }
}

/// The changes of a zone's clock within a year of an event, each written out: no reader needs to know the rule.
struct CalendarZone {
    let zone: Zone
    let around: Instant

    var lines: [String] {
        let start = around - .days(366)
        var observances = observance(at: start, from: zone.offset(at: start))
        var day = start
        while day < around + .days(366) {
            let next = day + .days(1)
            if zone.offset(at: day) != zone.offset(at: next) {
                observances += observance(at: change(after: day, before: next), from: zone.offset(at: day))
            }
            day = next
        }
        return ["BEGIN:VTIMEZONE", "TZID:\(zone.name)"] + observances + ["END:VTIMEZONE"]
    }

    private func change(after low: Instant, before high: Instant) -> Instant {
        var (low, high) = (low.milliseconds / 1_000, high.milliseconds / 1_000)
        let before = zone.offset(at: Instant(milliseconds: low * 1_000))
        while high - low > 1 {
            let middle = (low + high) / 2
            if zone.offset(at: Instant(milliseconds: middle * 1_000)) == before {
                low = middle
            } else {
                high = middle
            }
        }
        return Instant(milliseconds: high * 1_000)
    }

    /// `DTSTART` is what the wall would have shown without the change.
    private func observance(at instant: Instant, from before: Int) -> [String] {
        let after = zone.offset(at: instant)
        let kind = after > before ? "DAYLIGHT" : "STANDARD"
        let seconds = Int(instant.milliseconds / 1_000) + before
        let wall = LocalDateTime(
            date: LocalDate(ordinal: seconds / 86_400),
            time: LocalTime(secondOfDay: seconds % 86_400) ?? .midnight)
        return [
            "BEGIN:\(kind)", "DTSTART:\(CalendarFile.local(wall))", "TZOFFSETFROM:\(Self.offset(before))",
            "TZOFFSETTO:\(Self.offset(after))", "END:\(kind)",
        ]
    }

    private static func offset(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + twoDigits(minutes / 60) + twoDigits(minutes % 60)
    }
}

extension CalendarEvent {
    /// The `.ics` file that a page offers: the same event as in the messages, so that a calendar keeps one of both.
    package func file(from organizer: EmailAddress, at now: Instant) throws -> String {
        let file = CalendarFile(event: self, organizer: organizer, attendee: nil, now: now)
        return String(decoding: try file.serialized(), as: UTF8.self)
    }
}
