/// Two texts line by line, as people read a change: what left, what came, with a few lines around.
package struct TextDifference: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        case kept(String)
        case left(String)
        case came(String)
        /// Lines that are the same in both and not shown.
        case skipped(Int)
    }

    package let lines: [Line]

    package var isEmpty: Bool { lines.isEmpty }

    /// `around`: how many lines beside a change are shown.
    package init(from old: String, to new: String, around: Int = 3) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let difference = after.difference(from: before)
        let gone = Set(difference.removals.map(\.offset))
        let fresh = Set(difference.insertions.map(\.offset))
        var all: [Line] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, gone.contains(left) {
                all.append(.left(before[left]))
                left += 1
            } else if right < after.count, fresh.contains(right) {
                all.append(.came(after[right]))
                right += 1
            } else {
                all.append(.kept(before[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        lines = Self.shortened(all, around)
    }

    private static func shortened(_ all: [Line], _ around: Int) -> [Line] {
        let changes = all.indices.filter { if case .kept = all[$0] { false } else { true } }
        guard !changes.isEmpty else { return [] }
        var shown: Set<Int> = []
        for change in changes {
            shown.formUnion(max(0, change - around)...min(all.count - 1, change + around))
        }
        var lines: [Line] = []
        var skipped = 0
        for (index, line) in all.enumerated() {
            if shown.contains(index) {
                if skipped > 0 { lines.append(.skipped(skipped)) }
                skipped = 0
                lines.append(line)
            } else {
                skipped += 1
            }
        }
        if skipped > 0 { lines.append(.skipped(skipped)) }
        return lines
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
