/// The Scheduler's answer to a request. The same request id always gets the same answer, until seven days later.
package enum Decision: Sendable, Equatable {
    /// It is done, and, unless it is only a hold, stands in the journal.
    case done(Appointment)
    case refused(Refusal)

    package var appointment: Appointment? {
        if case .done(let appointment) = self { appointment } else { nil }
    }

    package var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

/// The same for a party: all of it, or nobody.
package enum PartyDecision: Sendable, Equatable {
    /// In the order in which the people were named.
    case done([Appointment])
    case refused(Refusal)

    package var appointments: [Appointment] {
        if case .done(let appointments) = self { appointments } else { [] }
    }

    package var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var first: Decision {
        switch self {
        case .done(let appointments): .done(appointments[0])
        case .refused(let refusal): .refused(refusal)
        }
    }
}

/// Why nothing was changed, and where else there is room.
package struct Refusal: Sendable, Equatable {
    package let reason: Reason
    /// The nearest free places, by start; only where another place would help.
    package let alternatives: [Slot]

    package init(reason: Reason, alternatives: [Slot]) {
        self.reason = reason
        self.alternatives = alternatives
    }

    package enum Reason: Sendable, Equatable {
        /// Every counter of the pool is taken for at least one of the cells.
        case full
        /// The post doesn't receive then, doesn't offer that start, or the appointment would outlast a sitting.
        case closed
        /// The service takes no more that day.
        case quotaReached
        /// The same person already holds a place of this service.
        case alreadyHolding(Appointment.ID)
        /// Closer than the lead time, or already begun.
        case tooLate
        /// Not yet: a miss is a miss only after the grace.
        case tooEarly
        /// Its state doesn't allow it.
        case state(Appointment.State)
        /// No such appointment.
        case unknown
        /// Missed appointments: the person takes no place alone before; an agent may take one for them.
        case barred(until: Instant)
    }
}

/// What a person sees: a start, a length, and how many may still come then. Computed, never stored.
package struct Slot: Sendable, Hashable, Codable {
    package let start: Instant
    package let end: Instant
    package let wall: LocalDateTime
    package let places: Int
}

/// A local day with its free places.
package struct DayPlaces: Sendable, Hashable, Codable {
    package let date: LocalDate
    /// Starts at which at least one place is free.
    package let starts: Int
    package let first: Slot?
}

/// What somebody comes for: it gives the length and the share of the places.
package struct Visit: Sendable, Hashable {
    package let post: String
    package let service: String
    /// Documents, persons: what the service counts. At least one.
    package let units: Int
    package var pool: Pool
    package let channel: Channel
    package var room = Room.overbooked
    /// How many come together, each with an appointment of their own, and how they sit.
    package let party: Int
    package let seating: Seating
    package let venue: Venue

    /// How far the pool's places go.
    package enum Room: Sendable {
        /// To whatever the service's overbooking allows the pool.
        case overbooked
        /// To the counters that there are, whatever the pool may do.
        case counters
    }

    package enum Seating: Sendable {
        /// At as many counters at once.
        case beside
        /// One after the other.
        case inTurn
    }

    package init(
        post: String, service: String, units: Int = 1, pool: Pool = .public, channel: Channel = .web,
        party: Int = 1, seating: Seating = .beside, venue: Venue = .post
    ) {
        self.post = post
        self.service = service
        self.units = units
        self.pool = pool
        self.channel = channel
        self.party = party
        self.seating = seating
        self.venue = venue
    }

    /// The same at the post itself, or on one of its tours.
    package func at(_ venue: Venue) -> Visit {
        Visit(
            post: post, service: service, units: units, pool: pool, channel: channel, party: party,
            seating: seating, venue: venue)
    }
}

/// Errors of the booking door. A refusal isn't one: it is a `Decision`.
package enum BookingFailure: Error, Sendable, Equatable {
    /// No agenda declares it: post, or service at the post.
    case undeclared(String)
    /// Redis or the journal didn't answer; ask again with the same request id.
    case unavailable(String)
    /// What came back can't be read.
    case malformed(String)
}
