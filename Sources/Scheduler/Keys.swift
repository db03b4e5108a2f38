/// The name of every key of a ministry. All carry its hash tag, so that one function may touch them all in one step.
package struct Keys: Sendable {
    /// The tag and the colon after it: `{cd}:`.
    let tag: String
    /// What the names of a queue of jobs begin with after the tag.
    let queue: String

    /// - Parameter queue: a queue of jobs beside the ministry's main one.
    package init(ministry: Ministry.ID, queue: String? = nil) {
        tag = "{\(ministry)}:"
        self.queue = queue.map { "jobs-\($0)" } ?? "jobs"
    }

    /// Every key of the ministry, for SCAN.
    package var pattern: String { "\(tag)*" }
}

extension Keys {
    /// In the order in which the job functions expect them (Functions/jobs_shared.lua).
    var jobs: [String] {
        [
            "\(tag)\(queue):bodies", "\(tag)\(queue):due", "\(tag)\(queue):leased", "\(tag)\(queue):dead",
            "\(tag)\(queue):names", "\(tag)\(queue):spent", "\(tag)\(queue):sequence", jobsWake,
        ] + JobPriority.allCases.map { "\(tag)\(queue):ready:\($0.rawValue)" } + [jobsWakeUrgent]
    }

    /// The list on which idle workers wait.
    var jobsWake: String { "\(tag)\(queue):wake" }
    /// The same for those who only do what can't wait.
    var jobsWakeUrgent: String { "\(tag)\(queue):wake:urgent" }
}

/// Not domain facts: what is lost with the server only asks people to sign in again, or forgives.
extension Keys {
    /// By the SHA-256 of the token, never the token.
    package func session(_ hash: [UInt8]) -> String {
        "\(tag)session:" + hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Stands while the durable work of the ministry is in Redis; gone when Redis was emptied.
    package var filled: String { "\(tag)filled" }

    /// What a worker saw when it last looked at the invariants.
    package var invariants: String { "\(tag)invariants" }

    func limit(_ name: String, _ subject: String) -> String { "\(tag)limit:\(name):\(subject)" }

    /// A gate's hash, and the set of who is inside.
    func gate(_ name: String) -> [String] { ["\(tag)gate:\(name)", "\(tag)gate:\(name):inside"] }
}

extension Keys {
    /// In the order in which the booking functions expect them (Functions/booking_shared.lua).
    var booking: [String] {
        [
            epoch, journal, holds, identities, forget, index, appointments, decisions,
            capacity, use, reserved, "\(tag)booking:day:",
            "\(tag)booking:count:", resting,
        ]
    }

    /// Absent: Redis was emptied, or filled by a program that laid its keys out otherwise. Whoever changes their
    /// layout gives it another number: all is then filled again from the journal.
    var epoch: String { "\(tag)booking:epoch:2" }
    /// The stream of changes; a rebuild leaves it alone, unlike all that begins with `booking:`.
    var journal: String { "\(tag)journal" }
    var holds: String { "\(tag)booking:holds" }
    var identities: String { "\(tag)booking:identities" }
    var forget: String { "\(tag)booking:forget" }
    var index: String { "\(tag)booking:index" }
    /// Places given back, by the time from which the waitlist may have them.
    var resting: String { "\(tag)booking:resting" }
    private var appointments: String { "\(tag)booking:appointment:" }
    private var decisions: String { "\(tag)booking:decision:" }
    private var capacity: String { "\(tag)booking:capacity:" }
    private var use: String { "\(tag)booking:use:" }
    private var reserved: String { "\(tag)booking:reserved:" }

    func appointment(_ id: Appointment.ID) -> String { appointments + id.value }
    func decision(_ request: String) -> String { decisions + request }

    func count(_ place: DayKey) -> String { "\(tag)booking:count:\(place)" }
    func count(_ week: WeekKey) -> String { "\(tag)booking:count:\(week)" }

    /// A day's strings of cells: its capacity, what the pools use, what is kept for them.
    func cells(_ place: DayKey) -> [String] {
        let place = place.description
        return [capacity + place, use + place, reserved + place]
    }

    /// Every key of bookings, for SCAN; a ministry's id has no character that a pattern would read.
    var bookingPattern: String { "\(tag)booking:*" }
}

/// A desk group's local day, as it stands in key names: `bruxelles/guichets:2026-11-23`.
struct DayKey: Hashable, CustomStringConvertible {
    let post: String
    let group: String
    let date: LocalDate

    var description: String { "\(post)/\(group):\(date)" }
    var week: WeekKey { WeekKey(post: post, group: group, monday: date.monday) }
}

/// A desk group's week: `bruxelles/guichets:week=2026-11-23`.
struct WeekKey: Hashable, CustomStringConvertible {
    let post: String
    let group: String
    let monday: LocalDate

    var description: String { "\(post)/\(group):week=\(monday)" }
    var days: [DayKey] { (0..<7).map { DayKey(post: post, group: group, date: monday + $0) } }
}
