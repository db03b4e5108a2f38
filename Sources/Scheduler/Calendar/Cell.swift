/// Five minutes, counted from the first instant of a local day: the grain of every capacity and every appointment.
package enum Cell {
    package static let seconds = 300
    package static let duration = Duration.seconds(seconds)

    /// How many cells cover so many minutes; at least one.
    package static func count(minutes: Int) -> Int {
        max(1, (minutes * 60 + seconds - 1) / seconds)
    }
}
