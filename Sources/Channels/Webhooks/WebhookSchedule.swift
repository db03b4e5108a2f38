internal import Scheduler

/// When a delivery is tried again: as Standard Webhooks advises, over four days. What failed together comes back apart.
enum WebhookSchedule {
    static let delays: [Duration] = [
        .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14), .hours(20),
        .hours(24),
    ]

    /// The most that an endpoint may make us wait.
    static let longestWait = Duration.hours(24)

    /// Nil after the last try. A wait that the endpoint asked for is heard when it is longer than ours.
    static func delay(
        afterTry tries: Int, asked wait: Duration? = nil, share: Double = .random(in: 1...1.2)
    ) -> Duration? {
        guard tries <= delays.count else { return nil }
        let own = Double(delays[max(tries, 1) - 1].wholeMilliseconds) * share
        return max(.milliseconds(Int64(own)), min(wait ?? .zero, longestWait))
    }

    /// Retry-After: seconds, or a date (RFC 9110 §10.2.3); nil for anything else.
    static func wait(_ header: String, at now: Instant) -> Duration? {
        if (1...9).contains(header.utf8.count), header.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int64(header).map { .seconds($0) }
        }
        return instant(header).map { max($0 - now, .zero) }
    }

    /// "Sun, 06 Nov 1994 08:49:37 GMT"
    private static func instant(_ header: String) -> Instant? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = header.split(separator: " ").map(String.init)
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: parts[2]),
            let date = LocalDate(year: year, month: month + 1, day: day), let time = LocalTime(parts[4])
        else { return nil }
        return (try? Zone("UTC"))?.instant(of: LocalDateTime(date: date, time: time))
    }
}
