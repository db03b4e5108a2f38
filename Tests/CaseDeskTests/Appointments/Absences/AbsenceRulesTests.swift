import Declared
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `The rules for absences` {
    private let rules = AbsenceRules(within: 365, sanctions: [.warning, .confirmAgain, .noOnline(days: 30)])
    private let start = Instant(milliseconds: 1_800_000_000_000)

    @Test func `grow with every miss that counts, and stay at the last`() {
        #expect(
            (0...5).map { rules.sanction(ofMiss: $0)?.name } == [
                nil, .warning, .confirmAgain, .noOnline, .noOnline, .noOnline,
            ])
        #expect(AbsenceRules(within: 1, sanctions: []).sanction(ofMiss: 1) == nil)
    }

    @Test func `warn first, ask again after the second, bar for thirty days after the third`() {
        let misses = (0..<3).map { start + .days(Int64($0)) }
        func standing(_ count: Int, days: Int64) -> AbsenceRules.Standing {
            rules.standing(after: Array(misses.prefix(count)), at: start + .days(days))
        }
        #expect(standing(0, days: 10) == .clear)
        #expect(standing(1, days: 10) == .init(misses: 1, barredUntil: nil, mustConfirmAgain: false))
        #expect(standing(2, days: 10) == .init(misses: 2, barredUntil: nil, mustConfirmAgain: true))
        #expect(standing(3, days: 10).barredUntil == start + .days(32))
        #expect(standing(3, days: 31).barredUntil == start + .days(32))
        #expect(standing(3, days: 32) == .init(misses: 3, barredUntil: nil, mustConfirmAgain: true))
    }

    @Test func `forget a miss when its time is over, and count none before it happened`() {
        let misses = [start, start + .days(200)]
        #expect(rules.standing(after: misses, at: start + .days(364)).misses == 2)
        #expect(rules.standing(after: misses, at: start + .days(365)).misses == 1)
        #expect(rules.standing(after: misses, at: start + .days(100)).misses == 1)
        #expect(rules.standing(after: misses, at: start + .days(365)).mustConfirmAgain == false)
    }

    private func read(_ text: String) -> (AbsenceRules?, [Finding]) {
        let reading = DeclaredFile(path: "post.yaml", contents: text, locales: []).read {
            AbsenceRules(reading: $0)
        }
        return (reading.value, reading.findings)
    }

    @Test func `are read in the order of their sanctions`() throws {
        let (read, findings) = read(
            "absences:\n  within: 365\n  sanctions:\n    - warning\n    - confirm_again\n    - no_online: 30\n"
        )
        #expect(findings == [] && read == rules)
        #expect(self.read("name: x\n").0 == nil)
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        #expect(catalogue.absences(at: "bruxelles") == rules)
    }

    @Test(arguments: [
        ("- scold", "'scold' is no sanction", 4), ("- no_online", "'no_online' needs its days", 4),
        ("- no_online: 0", "no_online' is 0", 4), ("[]", "'sanctions'", 3),
    ]) func `are refused with their line when they can't be kept`(sanction: String, what: String, line: Int) {
        let (_, findings) = read("absences:\n  within: 365\n  sanctions:\n    \(sanction)\n")
        #expect(findings.count == 1 && findings.first?.what.contains(what) == true, "\(findings)")
    }
}
