/// Periodic work. Each occurrence is a job of its own under the key (series, instant): however many processes put it in,
/// it stands once, and one that is stuck keeps none of the next from running.
package struct Series: Sendable {
    package let name: String
    let kind: String
    let payload: String
    let priority: JobPriority
    let maximumTries: Int
    let following: @Sendable (Instant) -> Instant?

    /// - Parameter following: the first instant of the series after the given one, nil when there is none. It depends
    ///   on nothing else: every process must come to the same.
    package init(
        name: String, kind: String, payload: String = "", priority: JobPriority = .transactional,
        maximumTries: Int = 10, following: @escaping @Sendable (Instant) -> Instant?
    ) {
        self.name = name
        self.kind = kind
        self.payload = payload
        self.priority = priority
        self.maximumTries = maximumTries
        self.following = following
    }

    /// At the whole multiples of `period` since 1970.
    package init(
        name: String, every period: Duration, kind: String, payload: String = "",
        priority: JobPriority = .transactional, maximumTries: Int = 10
    ) {
        let length = max(1, period.wholeMilliseconds)
        self.init(
            name: name, kind: kind, payload: payload, priority: priority, maximumTries: maximumTries
        ) { instant in
            Instant(milliseconds: (instant.milliseconds / length + 1) * length)
        }
    }

    /// The occurrence after `now`.
    package func occurrence(after now: Instant) -> NewJob? {
        following(now).map { instant in
            NewJob(
                kind: kind, payload: payload, key: "series/\(name)/\(instant.milliseconds)", due: instant,
                priority: priority, maximumTries: maximumTries)
        }
    }
}
