import Scheduler

/// What happened in a simulated year.
struct YearTally {
    /// Counters at each start that people may be offered.
    var places: [Instant: Int] = [:]
    /// Appointments that stood when their time came, and of those the ones whose person came.
    var kept: [Instant: Int] = [:]
    var arrived: [Instant: Int] = [:]
    /// Booked places given back, by their start.
    var givenBack: [Instant: Int] = [:]
    var counts: [Count: Int] = [:]
    /// What would have gone out, by template.
    var messages: [String: Int] = [:]
    /// Sanctions, by their name.
    var sanctions: [String: Int] = [:]
    var soundNights = 0

    enum Count: String {
        case requests, held, lapsed, booked, moved, cancelled, attended, missed
        case alreadyHolding, joined, offered, taken, leftWithout, barred, byAgent
    }

    subscript(_ count: Count) -> Int { counts[count] ?? 0 }

    mutating func note(_ count: Count) { counts[count, default: 0] += 1 }
    mutating func told(_ message: String) { messages[message, default: 0] += 1 }

    /// Of the places given back, those that somebody else had in the end; a place left empty at the same time counts
    /// as one that wasn't taken again.
    var takenAgain: Int {
        givenBack.reduce(0) { sum, entry in
            let empty = max(0, (places[entry.key] ?? 0) - (kept[entry.key] ?? 0))
            return sum + entry.value - min(entry.value, empty)
        }
    }

    /// The most that stood at a start beyond its counters, and the starts at which more came than there were counters.
    var mostBeyond: Int { kept.map { $0.value - (places[$0.key] ?? 0) }.max() ?? 0 }
    var crowded: Int { arrived.count { $0.value > (places[$0.key] ?? 0) } }

    var report: String {
        let offered = places.values.reduce(0, +)
        let stood = kept.values.reduce(0, +)
        let returned = givenBack.values.reduce(0, +)
        let followed = sanctions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let told = messages.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return """
            requests \(self[.requests]): \(self[.held]) held, \(self[.booked]) booked, \(self[.lapsed]) let go, \
            \(self[.alreadyHolding]) had a place already
            places \(offered): \(stood) kept until their time (\(percent(stood, offered))), \
            \(self[.attended]) used (\(percent(self[.attended], offered)))
            missed \(self[.missed]) (\(percent(self[.missed], stood)) of those kept), moved \(self[.moved])
            given back \(returned): \(takenAgain) taken again (\(percent(takenAgain, returned)))
            waitlist: \(self[.joined]) joined, \(self[.offered]) offers, \(self[.taken]) taken, \
            \(self[.leftWithout]) left without a place
            more came than there were counters at \(crowded) of \(places.count) starts; \
            at most \(max(0, mostBeyond)) beyond the counters
            sanctions: \(followed.joined(separator: ", ")); \(self[.barred]) barred from booking alone, \
            \(self[.byAgent]) of them by an agent
            messages: \(told.joined(separator: ", "))
            invariants clean on \(soundNights) nights
            """
    }

    private func percent(_ part: Int, _ whole: Int) -> String {
        let tenths = whole == 0 ? 0 : (part * 1_000 + whole / 2) / whole
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
