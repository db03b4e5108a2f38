/// One change of an appointment, as it stands on the ministry's stream and in the journal.
package struct Change: Sendable, Hashable, Codable {
    /// "<appointment>:<revision>": the same after a rebuild.
    package let id: String
    package let kind: Kind
    package let at: Instant
    /// Which filling of Redis decided it.
    package let epoch: String
    /// The request that asked for it; nil when time did.
    package let request: String?
    /// From 1: which of the changes that one request made.
    package let order: Int
    /// As it is after the change.
    package let appointment: Appointment

    package enum Kind: String, Sendable, Codable {
        case hold, move, confirm, expire, cancel, attend, miss, displace, excuse, rest, free
    }
}

/// The fields of an appointment that say where and when.
struct Place: Codable {
    let post: String
    let group: String
    let date: LocalDate
    /// Its Monday: quotas count by it.
    let week: LocalDate
    let first: Int
    let cells: Int
    let start: Instant
    let end: Instant
    let zone: String
    let wall: LocalDateTime

    /// Nil when `start` isn't where a cell begins.
    init?(agenda: Agenda, group: String, start: Instant, cells: Int) {
        let zone = agenda.zone(of: group)
        let wall = zone.wall(at: start)
        let offset = (start - zone.start(of: wall.date)).wholeMilliseconds
        let cell = Cell.duration.wholeMilliseconds
        guard offset >= 0, offset % cell == 0 else { return nil }
        post = agenda.post
        self.group = group
        date = wall.date
        week = wall.date.monday
        first = Int(offset / cell)
        self.cells = cells
        self.start = start
        end = Instant(milliseconds: start.milliseconds + Int64(cells) * cell)
        self.zone = zone.name
        self.wall = wall
    }
}

/// All that a move changes: where and when, and whose share it is taken from.
struct NewPlace: Encodable {
    let place: Place
    let wish: Wish

    private enum Field: CodingKey { case pool, channel }

    func encode(to encoder: any Encoder) throws {
        try place.encode(to: encoder)
        var fields = encoder.container(keyedBy: Field.self)
        try fields.encode(wish.pool, forKey: .pool)
        try fields.encode(wish.channel, forKey: .channel)
    }
}

/// An appointment before the function gave it state, revision and expiry.
struct Draft: Encodable {
    let id: Appointment.ID
    let service: String
    let pool: Pool
    let channel: Channel
    let subject: String
    let identity: String?
    let place: Place

    private enum Field: CodingKey { case id, service, pool, channel, subject, identity }

    func encode(to encoder: any Encoder) throws {
        try place.encode(to: encoder)
        var fields = encoder.container(keyedBy: Field.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(service, forKey: .service)
        try fields.encode(pool, forKey: .pool)
        try fields.encode(channel, forKey: .channel)
        try fields.encode(subject, forKey: .subject)
        try fields.encodeIfPresent(identity, forKey: .identity)
    }
}
