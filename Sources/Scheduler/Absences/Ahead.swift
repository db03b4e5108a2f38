/// A span before an appointment: whole days, counted on the wall of the post, or whole hours. Written `7d` or `3h`.
package struct Ahead: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A day has 24 of them here; only the order of two spans and a message's expiry depend on it.
    package let hours: Int
    private let isDays: Bool

    /// Nil for anything but `<n>d` or `<n>h`, from an hour to ninety days.
    package init?(_ text: String) {
        guard let unit = text.last, let count = Int(text.dropLast()), text.first != "+", count > 0
        else {
            return nil
        }
        switch unit {
        case "d": self.init(days: count)
        case "h": self.init(hours: count)
        default: return nil
        }
        guard hours <= Self.longest else { return nil }
    }

    package static let sevenDays = Ahead(days: 7)
    package static let twoDays = Ahead(days: 2)
    package static let oneDay = Ahead(days: 1)
    package static let threeHours = Ahead(hours: 3)

    private static let longest = 90 * 24

    private init(days: Int) {
        // No more than a text could ask for by mistake; the caller looks at the bounds.
        hours = min(days, Self.longest + 1) * 24
        isDays = true
    }

    private init(hours: Int) {
        self.hours = hours
        isDays = false
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.hours, left.isDays ? 1 : 0) < (right.hours, right.isDays ? 1 : 0)
    }

    package var description: String { isDays ? "\(hours / 24)d" : "\(hours)h" }

    /// The instant so long before a start. Days keep the hour on the wall, also over a change of the clocks.
    package func instant(before appointment: Appointment) -> Instant {
        guard isDays, let zone = try? Zone(appointment.zone) else {
            return appointment.start - .hours(Int64(hours))
        }
        let wall = appointment.wall
        return zone.instant(of: LocalDateTime(date: wall.date - hours / 24, time: wall.time))
    }
}
