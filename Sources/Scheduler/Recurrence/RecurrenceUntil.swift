/// The last moment that can be an instance: a wall's, or an instant where UNTIL is in UTC and there is a zone.
struct RecurrenceUntil: Sendable {
    /// No later wall is within.
    let lastWall: LocalDateTime
    private let zoned: (last: Instant, zone: Zone)?

    enum Answer { case within, notThis, over }

    /// A date includes its whole day.
    init(_ time: CalendarTime, zone: Zone?) {
        switch (time, zone) {
        case (.date(let date), _):
            lastWall = LocalDateTime(date: date, time: LocalTime(trusted: 86_399))
            zoned = nil
        case (.utc(let utc), .some(let zone)):
            let last = Instant(seconds: utc.seconds)
            // Where clocks have just gone back, later walls were earlier instants.
            let ahead = max(zone.offset(at: last), zone.offset(at: last - .days(1)))
            lastWall = LocalDateTime(seconds: utc.seconds + ahead)
            zoned = (last, zone)
        default:
            lastWall = time.wall(in: nil)
            zoned = nil
        }
    }

    func includes(_ second: Int) -> Answer {
        if second > lastWall.seconds { return .over }
        guard let (last, zone) = zoned else { return .within }
        return zone.instant(of: LocalDateTime(seconds: second)) <= last ? .within : .notThis
    }
}
