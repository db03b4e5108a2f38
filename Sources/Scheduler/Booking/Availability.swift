/// The cells of one desk group's day as Redis keeps them, and what is still free in them.
package struct Availability: Sendable, Equatable {
    package let capacity: [UInt8]
    package let use: [Pool: [UInt8]]
    package let reserved: [Pool: [UInt8]]
    /// Per pool that has any: what it uses, and what is kept for it. Looked at for every cell of every day.
    private let shares: [Share]

    private struct Share: Sendable, Equatable {
        let pool: Pool
        let used: [UInt8]
        let kept: [UInt8]

        func taken(_ cell: Int, by other: Pool) -> Int {
            let use = cell < used.count ? Int(used[cell]) : 0
            return other == pool ? use : max(use, cell < kept.count ? Int(kept[cell]) : 0)
        }
    }

    package init(capacity: [UInt8], use: [Pool: [UInt8]], reserved: [Pool: [UInt8]]) {
        self.capacity = capacity
        self.use = use
        self.reserved = reserved
        shares = Pool.allCases.compactMap { pool in
            guard use[pool] != nil || reserved[pool] != nil else { return nil }
            return Share(pool: pool, used: use[pool] ?? [], kept: reserved[pool] ?? [])
        }
    }

    /// Capacity − own use − Σ over the other pools of max(use, what is still kept for them); the same formula
    /// as `obstacle` in Functions/booking_shared.lua. A pool that overbooks has more: what `extra` gives for
    /// the counters that the pools which never overbook leave.
    package func free(_ cell: Int, for pool: Pool, extra: [Int] = []) -> Int {
        var free = Int(capacity[cell] & ~Capacity.sittingEnds)
        for share in shares { free -= share.taken(cell, by: pool) }
        if pool.overbooks, !extra.isEmpty { free += more(cell, for: pool, extra) }
        return max(0, free)
    }

    private func more(_ cell: Int, for pool: Pool, _ extra: [Int]) -> Int {
        var left = Int(capacity[cell] & ~Capacity.sittingEnds)
        for share in shares where !share.pool.overbooks { left -= share.taken(cell, by: pool) }
        return extra.indices.contains(left) ? extra[left] : 0
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
