import PostgresClient

/// How many came of those who had an appointment of a service at an hour of the day.
package struct ShowRate: Sendable, Hashable {
    package let service: String
    /// On the wall of the post, 0 to 23.
    package let hour: Int
    package let came: Int
    package let stayedAway: Int

    package init(service: String, hour: Int, came: Int, stayedAway: Int) {
        self.service = service
        self.hour = hour
        self.came = came
        self.stayedAway = stayedAway
    }

    package var observations: Int { came + stayedAway }

    /// 0 to 1.
    package var rate: Double { Self.rate(came, observations) }

    /// The rate that few observations could hide: the upper end of Wilson's interval, 19 times out of 20 enough.
    package var careful: Double { Self.careful(came, of: observations) }

    static func rate(_ came: Int, _ all: Int) -> Double { all == 0 ? 1 : Double(came) / Double(all) }

    static func careful(_ came: Int, of all: Int) -> Double {
        guard all > 0 else { return 1 }
        let (count, rate, z) = (Double(all), rate(came, all), 1.645)
        let spread = (rate * (1 - rate) / count + z * z / (4 * count * count)).squareRoot()
        return min(1, (rate + z * z / (2 * count) + z * spread) / (1 + z * z / count))
    }
}

/// The rates of a post, as its last year shows them.
package struct ShowRates: Sendable, Equatable {
    package let all: [ShowRate]

    package init(_ all: [ShowRate]) {
        self.all = all
    }

    /// The rate to reckon with for a group from one hour to another: of its services the one whose people come most
    /// surely. Nil while any of them hasn't been observed often enough.
    package func careful(
        for services: [String], hours: ClosedRange<Int>, observations: Int
    ) -> Double? {
        var most = 0.0
        for service in services {
            let known = all.filter { $0.service == service }
            let came = known.map(\.came).reduce(0, +)
            let total = known.map(\.observations).reduce(0, +)
            guard total >= observations else { return nil }
            for hour in hours {
                let here = known.first { $0.hour == hour }.flatMap {
                    $0.observations >= observations ? $0.careful : nil
                }
                most = max(most, here ?? ShowRate.careful(came, of: total))
            }
        }
        return services.isEmpty ? nil : most
    }
}

extension Booking {
    /// From the appointments at the post itself of the 365 days before `now`; excused ones stayed away too.
    package func showRates(at post: String, now: Instant? = nil) async throws -> ShowRates {
        let now = now ?? ServerClock.system.now
        let tours = agendas.byPost[post]?.tours.map(\.id) ?? []
        let rows = try await postgres.query(
            """
            SELECT appointment->>'service' AS service, substr(appointment->>'wall', 12, 2)::integer AS hour,
                count(*) FILTER (WHERE state = 'attended') AS came,
                count(*) FILTER (WHERE state <> 'attended') AS stayed_away
            FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND post = \(post) AND state IN ('attended', 'missed', 'excused')
                AND ends > \(now - .days(365)) AND ends <= \(now) AND desk_group <> ALL(\(tours)::text[])
            GROUP BY 1, 2 ORDER BY 1, 2
            """)
        return ShowRates(
            try rows.map { row in
                ShowRate(
                    service: try row.decode("service"), hour: try row.decode("hour"),
                    came: try row.decode("came"), stayedAway: try row.decode("stayed_away"))
            })
    }
}
