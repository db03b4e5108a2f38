internal import PostgresClient
package import Scheduler

/// How sending goes, for whoever watches over it.
package struct DeliveryBoard: Sendable {
    /// What waits in one lane.
    package struct LaneLoad: Sendable, Equatable {
        package let lane: Lane
        package let waiting: Int
        /// Of those whose time has come.
        package let oldest: Instant?
    }

    /// What a provider did lately.
    package struct ProviderLoad: Sendable, Equatable {
        package let name: String
        package let medium: Medium
        package let accepted: Int
        package let temporary: Int
        package let permanent: Int
        package let unknown: Int
        /// Milliseconds from the attempt to its answer, in the middle.
        package let median: Int?
    }

    /// What became of the SMS to one country.
    package struct CountryLoad: Sendable, Equatable {
        package let country: String
        package let accepted: Int
        package let parts: Int
        package let delivered: Int
        package let failed: Int
    }

    package let lanes: [LaneLoad]
    package let providers: [ProviderLoad]
    package let countries: [CountryLoad]
}

extension Messages {
    package func board(lately: Duration = .hours(1), reports: Duration = .days(1)) async throws
        -> DeliveryBoard
    {
        let now = clock.now
        return DeliveryBoard(
            lanes: try await laneLoads(at: now),
            providers: try await providerLoads(since: now - lately),
            countries: try await countryLoads(since: now - reports))
    }

    private func laneLoads(at now: Instant) async throws -> [DeliveryBoard.LaneLoad] {
        let rows = try await postgres.query(
            """
            SELECT lane, count(*) AS waiting, min(created_at) FILTER (WHERE next_try_at <= \(now)) AS oldest
            FROM channels.messages WHERE ended_at IS NULL GROUP BY lane
            """)
        let loads = try rows.compactMap { row in
            try Lane(rawValue: row.decode("lane")).map { lane in
                DeliveryBoard.LaneLoad(
                    lane: lane, waiting: try row.decode("waiting"), oldest: try row.decode("oldest"))
            }
        }
        return Lane.allCases.map { lane in
            loads.first { $0.lane == lane }
                ?? DeliveryBoard.LaneLoad(lane: lane, waiting: 0, oldest: nil)
        }
    }

    private func providerLoads(since: Instant) async throws -> [DeliveryBoard.ProviderLoad] {
        let rows = try await postgres.query(
            """
            SELECT provider, medium, count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
                count(*) FILTER (WHERE outcome = 'temporary') AS temporary,
                count(*) FILTER (WHERE outcome = 'permanent') AS permanent,
                count(*) FILTER (WHERE outcome = 'unknown') AS unknown,
                (percentile_cont(0.5) WITHIN GROUP (
                    ORDER BY extract(epoch FROM ended_at - started_at) * 1000))::bigint AS median
            FROM channels.attempts WHERE started_at >= \(since) GROUP BY provider, medium ORDER BY provider
            """)
        return try rows.map { row in
            DeliveryBoard.ProviderLoad(
                name: try row.decode("provider"),
                medium: Medium(rawValue: try row.decode("medium")) ?? .email,
                accepted: try row.decode("accepted"), temporary: try row.decode("temporary"),
                permanent: try row.decode("permanent"), unknown: try row.decode("unknown"),
                median: try row.decode("median"))
        }
    }

    private func countryLoads(since: Instant) async throws -> [DeliveryBoard.CountryLoad] {
        let rows = try await postgres.query(
            """
            SELECT a.country, count(*) AS accepted, sum(a.parts)::bigint AS parts,
                count(*) FILTER (WHERE r.kind = 'delivered') AS delivered,
                count(*) FILTER (WHERE r.kind = 'failed') AS failed
            FROM channels.attempts a LEFT JOIN LATERAL (
                SELECT kind FROM channels.reports
                WHERE message = a.message AND attempt = a.number AND kind <> 'underway'
                ORDER BY kind LIMIT 1) r ON true
            WHERE a.started_at >= \(since) AND a.country IS NOT NULL AND a.outcome = 'accepted'
            GROUP BY a.country ORDER BY accepted DESC, a.country
            """)
        return try rows.map { row in
            DeliveryBoard.CountryLoad(
                country: try row.decode("country"), accepted: try row.decode("accepted"),
                parts: try row.decode("parts"), delivered: try row.decode("delivered"),
                failed: try row.decode("failed"))
        }
    }
}
