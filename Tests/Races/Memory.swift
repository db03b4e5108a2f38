import Scheduler

/// What a client knows: enough to choose its next request, and far less than what stands.
struct Memory {
    private(set) var numbers: Int
    /// Parties that were held and not confirmed yet.
    private var fresh: [[Appointment.ID]] = []
    /// As last told; nil where another client's appointment stood in the way.
    private var known: [(id: Appointment.ID, appointment: Appointment?)] = []
    private var recent: [(request: Request, answer: Answer)] = []
    private static let most = 300

    init(after last: Int) { numbers = last }

    /// The number of the next request; nil when all are asked.
    mutating func next(of most: Int) -> Int? {
        guard numbers < most else { return nil }
        numbers += 1
        return numbers
    }

    mutating func note(_ request: Request, _ answer: Answer) {
        recent.append((request, answer))
        if recent.count > Self.most { recent.removeFirst(Self.most / 3) }
        if request.verb == .hold, let party = answer.done { fresh.append(party.map(\.id)) }
        // No other post offers the single place's service: there is nowhere to move it.
        for appointment in answer.done ?? [] where appointment.post != World.single {
            remember(appointment.id, appointment)
        }
        if answer.refused == "alreadyHolding", let other = answer.detail {
            remember(Appointment.ID(other), nil)
        }
    }

    mutating func unconfirmed() -> [Appointment.ID]? { fresh.popLast() }

    func any(_ dice: inout Dice) -> Appointment.ID? { known.isEmpty ? nil : dice.pick(known).id }

    /// One in this state whose start satisfies the condition.
    func one(
        _ state: Appointment.State, _ dice: inout Dice, where fits: (Appointment) -> Bool = { _ in true }
    )
        -> Appointment?
    {
        let some = known.compactMap(\.appointment).filter { $0.state == state && fits($0) }
        return some.isEmpty ? nil : dice.pick(some)
    }

    func answered(_ dice: inout Dice) -> (request: Request, answer: Answer)? {
        recent.isEmpty ? nil : dice.pick(recent)
    }

    /// The latest ones, to be asked once more at the end.
    func latest(_ count: Int) -> [(request: Request, answer: Answer)] { Array(recent.suffix(count)) }

    private mutating func remember(_ id: Appointment.ID, _ appointment: Appointment?) {
        if let index = known.firstIndex(where: { $0.id == id }) {
            if appointment != nil { known[index].appointment = appointment }
            return
        }
        known.append((id, appointment))
        if known.count > Self.most { known.removeFirst(Self.most / 3) }
    }
}
