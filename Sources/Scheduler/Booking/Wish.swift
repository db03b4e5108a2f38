/// A visit, resolved by the agenda.
struct Wish {
    let agenda: Agenda
    let group: DeskGroup
    let service: DeskService
    /// Whose clock shows its times.
    let zone: Zone
    /// Of each appointment.
    let cells: Int
    let pool: Pool
    let channel: Channel
    var room = Visit.Room.overbooked
    let party: Int
    let seating: Visit.Seating

    /// Those that count this wish.
    var quotas: [Quota] { service.quotas.filter { $0.counts(pool, channel) } }

    /// From the first one's start to the last one's end.
    var length: Int { seating == .inTurn ? cells * party : cells }

    /// How much later the guest at this place of the list begins.
    func delay(of index: Int) -> Duration {
        seating == .inTurn ? Cell.duration * (cells * index) : .zero
    }

    /// How many such parties find room from this cell on; `extra` as in `Availability.free`.
    func parties(in availability: Availability, from cell: Int, extra: [Int]) -> Int {
        switch seating {
        case .beside: availability.places(from: cell, cells: cells, for: pool, extra: extra) / party
        case .inTurn:
            (0..<party).map {
                availability.places(from: cell + $0 * cells, cells: cells, for: pool, extra: extra)
            }.min() ?? 0
        }
    }
}

extension Booking {
    func wish(_ visit: Visit, party: Int) throws -> Wish {
        let (agenda, group, service) = try desk(
            post: visit.post, service: visit.service, venue: visit.venue)
        return Wish(
            agenda: agenda, group: group, service: service, zone: agenda.zone(of: group.id),
            cells: service.cells(units: visit.units),
            pool: visit.pool, channel: visit.channel, room: visit.room, party: max(1, party),
            seating: visit.seating)
    }

    /// Another place for what stands, at the post or on the tour where it is unless told; of the visit's pool and by
    /// its channel, if there is one.
    func wish(
        for old: Appointment, at post: String, venue: Venue? = nil, units: Int?, as visit: Visit? = nil
    ) throws -> Wish {
        let venue = venue ?? (post == old.post ? self.venue(of: old) : .post)
        let (agenda, group, service) = try desk(post: post, service: old.service, venue: venue)
        return Wish(
            agenda: agenda, group: group, service: service, zone: agenda.zone(of: group.id),
            cells: units.map(service.cells) ?? old.cells,
            pool: visit?.pool ?? old.pool, channel: visit?.channel ?? old.channel,
            room: visit?.room ?? .overbooked, party: 1, seating: .beside)
    }
}
