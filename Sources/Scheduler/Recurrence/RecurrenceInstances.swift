/// The instances of a recurrence as they come, each time once.
package struct RecurrenceInstances: Sequence, IteratorProtocol, Sendable {
    private let recurrence: Recurrence
    private var walls: RecurrenceWalls
    private var upcoming: LocalDateTime?
    /// Times moved out of a gap, until those before them have come.
    private var moved: [LocalDateTime] = []
    private var from: LocalDateTime?
    private var last: LocalDateTime?

    init(_ recurrence: Recurrence) {
        self.recurrence = recurrence
        walls = recurrence.walls
    }

    /// Why `next` gave none.
    package var ending: RecurrenceEnding? { walls.ending }

    /// Periods looked at in vain until now.
    package var inVain: Int { walls.inVain }

    package mutating func next() -> LocalDateTime? {
        while let instance = nextInOrder() {
            if let last, instance <= last { continue }
            last = instance
            if let from, instance < from { continue }
            if !recurrence.excludes(instance) { return instance }
        }
        return nil
    }

    /// Leaves out what comes before a time; one that doesn't exist moves forward like the instances.
    package mutating func leap(to wall: LocalDateTime) {
        from = recurrence.real(wall)
        // No gap is longer than a day.
        let margin = recurrence.zone == nil ? 0 : 86_400
        walls.leap(to: wall.seconds - margin)
    }

    private mutating func nextInOrder() -> LocalDateTime? {
        while true {
            upcoming = upcoming ?? walls.next().map(LocalDateTime.init(seconds:))
            if let first = moved.first, upcoming.map({ first <= $0 }) ?? true { return moved.removeFirst() }
            guard let wall = upcoming else { return nil }
            upcoming = nil
            let real = recurrence.real(wall)
            if real == wall { return wall }
            moved.append(real)
        }
    }
}
