import PostgresClient
package import Scheduler

/// Why a supervisor changes somebody's turn. Each has its words in locales/ under `displacement.why.<code>`.
package enum WaitlistReason: String, CaseIterable, Sendable {
    case health, journey, family, mistake, request, other
}

// What a supervisor may change of a post's waitlist: each with a reason, in the audit log.
extension Appointments {
    /// In front of everybody, as much as may be.
    package static let highestPriority = 9

    package func standings(at post: String) async throws -> [Waitlist.Standing] {
        try await Waitlist(booking).standings(post: post)
    }

    package func standing(_ id: String) async throws -> Waitlist.Standing? {
        try await Waitlist(booking).standing(id)
    }

    /// False when they aren't on the list any more.
    package func prefer(
        _ id: String, priority: Int, for reason: WaitlistReason, by performer: Performer
    ) async throws -> Bool {
        let entry = entry(
            "waitlist.preferred", id, performer, ["reason": reason.rawValue, "priority": String(priority)])
        return try await Waitlist(booking).prefer(id, priority: priority, at: moment()) { transaction in
            try await Audit.record(entry, in: transaction)
        }
    }

    /// False when they weren't on the list any more.
    package func removeFromWaitlist(
        _ id: String, for reason: WaitlistReason, by performer: Performer
    ) async throws -> Bool {
        let entry = entry("waitlist.removed", id, performer, ["reason": reason.rawValue])
        let request = AppointmentRequest(performer, "remove", id).text
        return try await Waitlist(booking).remove(id, request: request, at: moment()) { transaction in
            try await Audit.record(entry, in: transaction)
        }
    }

    private func entry(
        _ act: String, _ id: String, _ performer: Performer, _ detail: [String: String]
    ) -> AuditEntry {
        AuditEntry(performer: performer, act: act, object: "waitlist/\(id)", detail: detail, at: clock.now)
    }
}
