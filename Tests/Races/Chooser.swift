import Scheduler

/// Draws the next request: places are scarce, people meet themselves, and some of it makes no sense.
struct Chooser {
    let course: Course
    var dice: Dice

    mutating func request(_ id: String, number: Int, _ memory: inout Memory, at now: Instant) throws
        -> Request
    {
        if number <= course.rush { return try rush(id, now) }
        if dice.percent(65), let party = memory.unconfirmed() {
            var request = Request(id, .confirm)
            request.appointments = dice.percent(90) ? party : [dice.pick(party)]
            return request
        }
        switch dice.below(100) {
        case 0..<38: return try hold(id, party: 1, now)
        case 38..<46: return try hold(id, party: 2 + dice.below(2), now)
        case 46..<66: return try move(id, memory, now) ?? hold(id, party: 1, now)
        case 66..<80: return try change(id, .cancel, memory) ?? hold(id, party: 1, now)
        case 80..<82: return try change(id, .displace, memory) ?? hold(id, party: 1, now)
        case 82..<94: return try due(id, memory, now) ?? hold(id, party: 1, now)
        case 94..<97: return change(id, dice.pick([.confirm, .miss, .excuse]), memory) ?? join(id)
        default: return join(id)
        }
    }

    /// Everybody for the single place, each with another name.
    private func rush(_ id: String, _ now: Instant) throws -> Request {
        var request = Request(id, .hold)
        (request.post, request.service) = (World.single, "only")
        let day = try Zone("UTC").wall(at: course.clock.start).date + 2
        request.start = try Zone("UTC").start(of: day) + .hours(9)
        request.guests = [.init(subject: "rush-\(id)", identity: "rush-\(id)")]
        return request
    }

    private mutating func hold(_ id: String, party: Int, _ now: Instant) throws -> Request {
        var request = Request(id, .hold)
        let (service, _) = dice.pick(World.offers)
        let post = dice.pick(World.posts(course.posts))
        (request.post, request.service) = (post, service.id)
        (request.pool, request.channel) = (pool(), channel())
        request.units = 1 + dice.below(3)
        request.start = try start(post, service, now)
        if party > 1 { request.inTurn = dice.percent(50) }
        var guests = (0..<party).map { _ in guest() }
        // Somebody writes the same child down twice.
        if party > 1, dice.percent(2) { guests[party - 1] = guests[0] }
        request.guests = guests
        return request
    }

    private mutating func move(_ id: String, _ memory: Memory, _ now: Instant) throws -> Request? {
        let displaced = dice.percent(40) ? memory.one(.displaced, &dice)?.id : nil
        guard let old = displaced ?? memory.any(&dice) else { return nil }
        var request = Request(id, .move)
        request.appointments = [old]
        // Always told: the same request asked again must not depend on where the appointment is by then.
        let post = dice.pick(World.posts(course.posts))
        request.post = post
        request.start = try start(post, dice.pick(World.offers).0, now)
        if dice.percent(10) { request.units = 1 + dice.below(3) }
        return request
    }

    private mutating func change(_ id: String, _ verb: Request.Verb, _ memory: Memory) -> Request? {
        guard let old = memory.any(&dice) else { return nil }
        var request = Request(id, verb)
        request.appointments = [old]
        return request
    }

    /// Who has an appointment now came, or didn't, or was excused.
    private mutating func due(_ id: String, _ memory: Memory, _ now: Instant) -> Request? {
        let missed = dice.percent(20) ? memory.one(.missed, &dice) : nil
        guard let old = missed ?? memory.one(.booked, &dice, where: { $0.start <= now }) else { return nil }
        let verb: Request.Verb = missed != nil ? .excuse : dice.percent(60) ? .attend : .miss
        var request = Request(id, verb)
        request.appointments = [old.id]
        return request
    }

    private mutating func join(_ id: String) -> Request {
        var request = Request(id, .join)
        (request.post, request.service) = (dice.pick(World.posts(course.posts)), dice.pick(World.offers).0.id)
        (request.pool, request.channel) = (pool(), channel())
        request.guests = [guest()]
        return request
    }

    /// Some want the same morning, most any day, some a day too far or a start that nobody is offered.
    private mutating func start(_ post: String, _ service: DeskService, _ now: Instant) throws -> Instant {
        let zone = try World.zone(of: post)
        let today = zone.wall(at: now).date
        let popular = dice.percent(25)
        let date = today + (popular ? 1 : dice.below(World.horizon + 2))
        let step = dice.percent(92) ? max(1, service.step / 5) : 1
        let cell = popular ? 84 + dice.below(30) : dice.below(250)
        return zone.start(of: date) + .minutes(Int64(cell / step * step * 5))
    }

    /// Most come once; some meet themselves again and again.
    private mutating func guest() -> Request.Guest {
        let person = dice.percent(25) ? dice.below(150) : 150 + dice.below(30_000)
        return .init(subject: "s\(person)-\(dice.below(2))", identity: dice.percent(4) ? nil : "p\(person)")
    }

    private mutating func pool() -> Pool {
        switch dice.below(20) {
        case 0..<13: .public
        case 13..<17: .agents
        case 17..<19: .sms
        default: dice.pick([.urgent, .vulnerable])
        }
    }

    private mutating func channel() -> Channel { dice.pick(Channel.allCases) }
}
