import Foundation
import PostgresClient
import RedisClient
package import Scheduler

/// The invariants, looked at again and again by a worker. What it saw last is kept, so that every process can tell.
package struct InvariantsWatch: Sendable {
    package struct Look: Sendable, Codable {
        package let at: Instant
        package let report: Invariants.Report

        /// The names of what doesn't hold.
        package var broken: [String] { report.checks.filter { !$0.ok }.map(\.name) }
    }

    /// A worker looks every five minutes: a look older than this means that none runs.
    package static let patience = Duration.minutes(15)

    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// Looks at what changed lately, and keeps what it saw.
    package func look() async throws -> Look {
        let report = try await Invariants(workspace).report(.recent)
        let look = Look(at: workspace.clock.now, report: report)
        let bytes = Array(try JSONEncoder().encode(look))
        try await workspace.ground.redis.send(
            arguments: ["SET", .text(key), .bytes(bytes)], repeat: .whenUnknown)
        return look
    }

    /// Nil before the first look, and after the loss of Redis until the next.
    package func last() async throws -> Look? {
        let answer = try await workspace.ground.redis.send(["GET", key], repeat: .whenUnknown)
        return try answer.bytes.map { try JSONDecoder().decode(Look.self, from: Data($0)) }
    }

    /// In the Prometheus text format; the age alone, and huge, when nobody has looked.
    package func metrics() async -> String {
        let look = try? await last()
        let age = look.map { (workspace.clock.now - $0.at).components.seconds }
        let gauges = look?.report.checks.map { check in
            let name = check.name.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
            return "guichet_invariant_broken{check=\"\(name)\"} \(check.ok ? 0 : 1)\n"
        }
        return "# TYPE guichet_invariants_age_seconds gauge\n"
            + "guichet_invariants_age_seconds \(age.map { String(max(0, $0)) } ?? "+Inf")\n"
            + "# TYPE guichet_invariant_broken gauge\n" + (gauges ?? []).joined()
    }

    private var key: String { Keys(ministry: workspace.ground.ministry).invariants }
}
