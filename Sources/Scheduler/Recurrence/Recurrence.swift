/// A rule, its start and its exceptions: the recurrence set of RFC 5545 §3.8.5.3.
///
/// The start itself is an instance only if the rule yields it. Times stay what the wall shows, summer and winter; one
/// that doesn't exist moves forward by the gap, and one that occurs twice means the first.
package struct Recurrence: Sendable {
    package let rule: RecurrenceRule
    package let start: LocalDateTime
    package let zone: Zone?
    private let exceptions: Set<CalendarTime>

    /// A date among the exceptions excludes its whole day.
    package init(
        _ rule: RecurrenceRule, start: LocalDateTime, exceptions: [CalendarTime] = [], zone: Zone? = nil
    ) {
        self.rule = rule
        self.start = start
        self.zone = zone
        self.exceptions = Set(
            exceptions.map { exception in
                if case .date = exception { return exception }
                return .local(Self.real(exception.wall(in: zone), in: zone))
            })
    }

    /// In order, without those before `from`; COUNT counts from the start all the same.
    package func instances(from: LocalDateTime? = nil) -> RecurrenceInstances {
        var instances = RecurrenceInstances(self)
        if let from { instances.leap(to: from) }
        return instances
    }

    /// The days between two, both included, that have an instance.
    package func days(in span: ClosedRange<LocalDate>) -> [LocalDate] {
        var instances = instances(from: LocalDateTime(date: span.lowerBound, time: .midnight))
        var days: [LocalDate] = []
        while let date = instances.next()?.date, date <= span.upperBound {
            days.append(date)
            instances.leap(to: LocalDateTime(date: date + 1, time: .midnight))
        }
        return days
    }

    /// Whether no year up to 9999 has an instance, exceptions aside. A rule too rare to tell does occur.
    package var neverOccurs: Bool {
        var walls = walls
        return walls.next() == nil && walls.ending == .never
    }

    var walls: RecurrenceWalls { RecurrenceWalls(rule, start: start, zone: zone) }

    func excludes(_ instance: LocalDateTime) -> Bool {
        exceptions.contains(.local(instance)) || exceptions.contains(.date(instance.date))
    }

    /// What the wall shows when a time comes.
    func real(_ wall: LocalDateTime) -> LocalDateTime { Self.real(wall, in: zone) }

    private static func real(_ wall: LocalDateTime, in zone: Zone?) -> LocalDateTime {
        zone.map { $0.wall(at: $0.instant(of: wall)) } ?? wall
    }
}
