/// The cells of one desk group's day as Redis keeps them, and what is still free in them.
package struct Availability: Sendable, Equatable {
    package let capacity: [UInt8]
    package private(set) var use: PoolCells
    package let reserved: PoolCells

    package init(capacity: [UInt8], use: PoolCells = [:], reserved: PoolCells = [:]) {
        self.capacity = capacity
        self.use = use
        self.reserved = reserved
    }

    /// Capacity − own use − Σ over the other pools of max(use, what is still kept for them); the same formula
    /// as `obstacle` in Functions/booking_shared.lua. A pool that overbooks has more: what `extra` gives for
    /// the counters that the pools which never overbook leave.
    package func free(_ cell: Int, for pool: Pool, extra: [Int] = []) -> Int {
        let counters = Int(capacity[cell] & ~Capacity.sittingEnds)
        var (free, left) = (counters, counters)
        for other in Pool.ordered {
            let used = use[cell, other]
            let taken = other == pool ? used : max(used, reserved[cell, other])
            free -= taken
            if !other.overbooks { left -= taken }
        }
        if pool.overbooks, extra.indices.contains(left) { free += extra[left] }
        return max(0, free)
    }

    /// Places for an appointment of so many cells that begins there; none if it would outlast a sitting.
    package func places(from first: Int, cells: Int, for pool: Pool, extra: [Int] = []) -> Int {
        guard first >= 0, cells > 0, first + cells <= capacity.count else { return 0 }
        guard !capacity[first..<first + cells - 1].contains(where: { $0 >= Capacity.sittingEnds }) else {
            return 0
        }
        var places = free(first, for: pool, extra: extra)
        for cell in first + 1..<first + cells { places = min(places, free(cell, for: pool, extra: extra)) }
        return places
    }

    /// With one appointment more.
    package func taking(_ first: Int, cells: Int, for pool: Pool) -> Availability {
        var taken = self
        for cell in first..<first + cells { taken.use[cell, pool] += 1 }
        return taken
    }

    /// The first cells that people are offered: every `step` cells from the beginning of each sitting.
    package func starts(step: Int, cells: Int) -> [Int] {
        var starts: [Int] = []
        var sitting: Int?
        for (cell, byte) in capacity.enumerated() {
            if byte & ~Capacity.sittingEnds == 0 {
                sitting = nil
                continue
            }
            let begin = sitting ?? cell
            if (cell - begin) % max(1, step) == 0 { starts.append(cell) }
            sitting = byte >= Capacity.sittingEnds ? nil : begin
        }
        return starts.filter { $0 + cells <= capacity.count }
    }
}
