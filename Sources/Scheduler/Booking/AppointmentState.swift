extension Appointment {
    package enum State: String, CaseIterable, Sendable, Codable {
        case held, booked, attended, missed, excused, cancelled, displaced, lapsed
        /// A place given back that rests before others may have it; nobody's.
        case resting
        /// A place that has rested.
        case freed
    }

    package enum Event: String, CaseIterable, Sendable, Codable {
        case confirm, expire, cancel, attend, miss, displace, excuse, free
    }
}

extension Appointment.State {
    // held ─confirm→ booked ─attend→ attended        held ─expire→ lapsed, ─cancel→ cancelled
    // booked ─miss→ missed ─excuse→ excused          booked ─cancel→ cancelled, ─displace→ displaced ─confirm→ booked (another slot)
    package func next(on event: Appointment.Event) -> Self? {
        switch (self, event) {
        case (.held, .confirm), (.displaced, .confirm): .booked
        case (.held, .expire): .lapsed
        case (.held, .cancel), (.booked, .cancel), (.displaced, .cancel): .cancelled
        case (.booked, .attend): .attended
        case (.booked, .miss): .missed
        case (.booked, .displace): .displaced
        case (.missed, .excuse): .excused
        case (.resting, .free): .freed
        default: nil
        }
    }

    /// It counts in the use of its cells.
    package var occupies: Bool {
        switch self {
        case .held, .booked, .attended, .missed, .excused, .resting: true
        case .cancelled, .displaced, .lapsed, .freed: false
        }
    }

    /// It keeps its person from taking another place of the same service.
    package var locks: Bool {
        switch self {
        case .held, .booked, .displaced: true
        case .attended, .missed, .excused, .cancelled, .lapsed, .resting, .freed: false
        }
    }
}
