/// The cells of one desk group's day as Redis keeps them, and what is still free in them.
package struct Availability: Sendable, Equatable {
    package let capacity: [UInt8]
    package let use: [Pool: [UInt8]]
    package let reserved: [Pool: [UInt8]]

    package init(capacity: [UInt8], use: [Pool: [UInt8]], reserved: [Pool: [UInt8]]) {
        self.capacity = capacity
        self.use = use
        self.reserved = reserved
    }

    /// Capacity − own use − Σ over the other pools of max(use, what is still kept for them); the same formula
    /// as `obstacle` in Functions/booking_shared.lua. A pool that overbooks has what `extra` gives more, by the counters
    /// that the pools which never overbook leave it.
    package func free(_ cell: Int, for pool: Pool, extra: [Int] = []) -> Int {
        var free = Int(capacity[cell] & ~Capacity.sittingEnds)
        var left = free
        for other in Pool.allCases {
            let used = byte(use[other], cell)
            let taken = other == pool ? used : max(used, byte(reserved[other], cell))
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
        return (first..<first + cells).map { free($0, for: pool, extra: extra) }.min() ?? 0
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

    private func byte(_ bytes: [UInt8]?, _ cell: Int) -> Int {
        guard let bytes, cell < bytes.count else { return 0 }
        return Int(bytes[cell])
    }
}
