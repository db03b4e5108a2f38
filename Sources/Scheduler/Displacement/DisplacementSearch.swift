import RedisClient

extension Displacement {
    struct Found {
        let place: Appointment?
        /// There was something, and others were faster.
        let wasTried: Bool
    }

    /// The nearest place that suits, kept for the person.
    func keepPlace(for person: DisplacedPerson, _ old: Appointment, at now: Instant?) async throws -> Found {
        var wasTried = false
        for (index, wish) in try booking.wishes(for: old).enumerated() {
            let found = try await keepPlace(
                for: person, old, wish, attempts: index * Self.attempts, at: now)
            if found.place != nil { return found }
            wasTried = wasTried || found.wasTried
        }
        return Found(place: nil, wasTried: wasTried)
    }

    /// Its requests are named by the round, and by the attempts that were made before: asked for again after a crash,
    /// the same places answer.
    private func keepPlace(
        for person: DisplacedPerson, _ old: Appointment, _ wish: Wish, attempts: Int, at now: Instant?
    ) async throws -> Found {
        let time = now ?? ServerClock.system.now
        let lifetime = Self.lifetime(on: old.channel)
        let candidates = try await candidates(wish, near: old, at: time)
        for (attempt, candidate) in candidates.prefix(Self.attempts).enumerated() {
            guard
                let place = Place(
                    agenda: wish.agenda, group: wish.group.id, start: candidate.start, cells: wish.cells)
            else { continue }
            let arguments: [RedisArgument] = [
                .text(old.id.value), .text(OpaqueID.random()), .bytes(try json(place)),
                .init(lifetime.wholeMilliseconds),
            ]
            let limits = try await booking.limits(wish, from: candidate.start, at: now)
            let decision = try await booking.decide(
                .keep, "keep/\(person.run)/\(old.id)/\(person.round)/\(attempts + attempt)",
                arguments + limits + [.text(candidate.resting?.value ?? "")], at: now
            ).first
            guard let kept = decision.appointment else { continue }
            // An answer of a crashed try may be long over: somebody else may have that place by now.
            guard let current = try await booking.appointment(kept.id), current.state == .resting,
                let expiry = current.expiry, expiry > time
            else { continue }
            return Found(place: current, wasTried: true)
        }
        return Found(place: nil, wasTried: !candidates.isEmpty)
    }

    private static let attempts = 8

    private struct Candidate {
        let start: Instant
        /// A place given back that has rested, and would go to the waitlist.
        let resting: Appointment.ID?
    }

    /// The nearest to what they had first: within a fortnight around it, else within the service's horizon.
    private func candidates(
        _ wish: Wish, near old: Appointment, at now: Instant
    ) async throws -> [Candidate] {
        let today = wish.zone.wall(at: now).date
        let rested = try await rested(wish, at: now)
        let near = max(today, old.date - 7)
        var slots = try await booking.slots(wish, from: near, days: 15, at: now)
        if slots.count < Self.attempts {
            slots = try await booking.slots(wish, from: today, days: wish.service.horizon + 1, at: now)
        }
        let free = slots.map { Candidate(start: $0.start, resting: nil) }
        func distance(_ candidate: Candidate) -> Int64 {
            abs(candidate.start.milliseconds - old.start.milliseconds)
        }
        return (rested + free).sorted { distance($0) < distance($1) }
    }

    private func rested(_ wish: Wish, at now: Instant) async throws -> [Candidate] {
        let due = try await booking.read([
            "ZRANGEBYSCORE", booking.keys.resting, "-inf", "\(now.milliseconds)", "LIMIT", "0", "500",
        ])
        var candidates: [Candidate] = []
        for id in (due.list ?? []).compactMap(\.text).map({ Appointment.ID($0) }) {
            guard let place = try await booking.appointment(id), place.state == .resting,
                place.post == wish.agenda.post, place.group == wish.group.id, place.cells >= wish.cells
            else { continue }
            candidates.append(Candidate(start: place.start, resting: id))
        }
        return candidates
    }
}

extension Booking {
    /// Where another place for a displaced appointment is looked for, the best first: who was to come to a tour is kept
    /// in that city where it may be, else the post itself receives them.
    func wishes(for old: Appointment) throws -> [Wish] {
        let same = try wish(for: old, at: old.post, units: nil)
        guard case .tour = venue(of: old) else { return [same] }
        return [same, try wish(for: old, at: old.post, venue: .post, units: nil)]
    }
}
