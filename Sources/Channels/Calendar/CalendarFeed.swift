package import Scheduler

/// A calendar that others subscribe to: the same content is the same bytes, whenever it is asked for.
package struct CalendarFeed {
    package enum Content {
        case events([CalendarEvent])
        /// Only when somebody is expected: merged, by start.
        case busy([ClosedRange<Instant>])
    }

    package let id: String
    package let name: String
    package let language: String
    package let organizer: EmailAddress
    package let zone: Zone
    package let from: Instant
    package let to: Instant
    package let content: Content

    package init(
        id: String, name: String, language: String, organizer: EmailAddress, zone: Zone, from: Instant,
        to: Instant, content: Content
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.organizer = organizer
        self.zone = zone
        self.from = from
        self.to = to
        self.content = content
    }

    package var file: [UInt8] {
        CalendarDocument(
            method: "PUBLISH", properties: properties, zones: zones, components: components
        ).serialized()
    }

    /// RFC 7986, and the older names that calendars still look for.
    private var properties: [String] {
        [
            CalendarText.property("NAME", name, language: language),
            "X-WR-CALNAME:\(CalendarText.escape(name))", "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
            "X-PUBLISHED-TTL:PT15M",
        ]
    }

    private var zones: [CalendarZone] {
        if case .events = content { [CalendarZone(zone, from: from, to: to)] } else { [] }
    }

    private var components: [[String]] {
        let organizer = "ORGANIZER:mailto:\(organizer)"
        switch content {
        case .events(let events):
            return events.map { event in
                event.lines(
                    domain: self.organizer.domain, in: zone, stamp: event.changed ?? from, extra: [organizer])
            }
        case .busy(let spans):
            return [
                [
                    "BEGIN:VFREEBUSY", "UID:\(id)@\(self.organizer.domain)",
                    "DTSTAMP:\(CalendarText.utc(from))", organizer, "DTSTART:\(CalendarText.utc(from))",
                    "DTEND:\(CalendarText.utc(to))",
                ]
                    + spans.map { span in
                        "FREEBUSY;FBTYPE=BUSY:\(CalendarText.utc(span.lowerBound))/"
                            + CalendarText.utc(span.upperBound)
                    } + ["END:VFREEBUSY"]
            ]
        }
    }
}
