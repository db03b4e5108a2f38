import Declared
package import Scheduler

/// What follows when people don't come and don't say so: declared by a ministry, or by a post for itself.
package struct AbsenceRules: Sendable, Equatable {
    /// Days that a miss counts.
    package let within: Int
    /// Of the first miss that counts, of the second…; of all later ones the last.
    package let sanctions: [Sanction]

    package init(within: Int, sanctions: [Sanction]) {
        self.within = within
        self.sanctions = sanctions
    }

    /// Of the miss that is the `count`th to count, from 1; nil when nothing follows.
    package func sanction(ofMiss count: Int) -> Sanction? {
        count < 1 || sanctions.isEmpty ? nil : sanctions[min(count, sanctions.count) - 1]
    }

    /// How somebody stands who missed appointments at these times.
    package func standing(after misses: [Instant], at now: Instant) -> Standing {
        let counted = misses.filter { $0 <= now && now < $0 + .days(Int64(within)) }.sorted()
        var standing = Standing(misses: counted.count, barredUntil: nil, mustConfirmAgain: false)
        for (index, miss) in counted.enumerated() {
            switch sanction(ofMiss: index + 1) {
            case .noOnline(let days):
                let end = miss + .days(Int64(days))
                if end > now { standing.barredUntil = end }
            case .confirmAgain: standing.mustConfirmAgain = true
            case .warning, nil: break
            }
        }
        return standing
    }

    /// What rules mean for a person at some moment. Never for the urgent and the vulnerable, nor when an agent books.
    package struct Standing: Sendable, Equatable {
        package var misses: Int
        /// Nobody books alone before; an agent may book for them.
        package var barredUntil: Instant?
        /// A yes counts only in the last two days before an appointment.
        package var mustConfirmAgain: Bool

        package static let clear = Standing(misses: 0, barredUntil: nil, mustConfirmAgain: false)
    }
}

/// From mild to hard.
package enum Sanction: Sendable, Hashable {
    case warning
    /// The person must say once more that they come, in the last two days, or the place goes back.
    case confirmAgain
    /// No booking by web or SMS for so many days from the missed appointment.
    case noOnline(days: Int)

    package var name: Name {
        switch self {
        case .warning: .warning
        case .confirmAgain: .confirmAgain
        case .noOnline: .noOnline
        }
    }

    package enum Name: String, CaseIterable, Sendable, Codable {
        case warning
        case confirmAgain = "confirm_again"
        case noOnline = "no_online"
    }

    func end(after start: Instant) -> Instant? {
        if case .noOnline(let days) = self { start + .days(Int64(days)) } else { nil }
    }
}

extension AbsenceRules {
    /// `absences` of a ministry's or a post's file; nil where it stands in neither: misses are noted, nothing follows.
    init?(reading root: DeclaredNode) {
        guard let node = root.optional("absences") else { return nil }
        within = node.integer("within", in: 1...1_830)
        sanctions = node.requiredList("sanctions").compactMap(Sanction.init(reading:))
    }
}

extension Sanction {
    fileprivate init?(reading node: DeclaredNode) {
        if node.isMapping {
            self = .noOnline(days: node.integer(Name.noOnline.rawValue, in: 1...365))
            return
        }
        switch Name(rawValue: node.textValue) {
        case .warning: self = .warning
        case .confirmAgain: self = .confirmAgain
        case .noOnline:
            node.report("'no_online' needs its days", mend: "write no_online: 30")
            return nil
        case nil:
            node.report(
                "'\(node.textValue)' is no sanction",
                mend: "write warning, confirm_again or no_online: <days>")
            return nil
        }
    }
}

extension Catalogue {
    /// The post's own rules, else its ministry's.
    package func absences(at post: String) -> AbsenceRules? {
        PostProfile.ID(post).flatMap { self.post($0)?.absences } ?? ministry.absences
    }
}
