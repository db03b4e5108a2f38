/// How many of a day's counters each pool uses, or is kept, cell by cell: the string that Redis keeps of it, with one
/// byte per pool for each cell, in the order of `Pool.allCases`. It ends where nothing more stands.
package struct PoolCells: Sendable, Equatable {
    package private(set) var bytes: [UInt8]

    package init(bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    package init(_ cells: [Pool: [UInt8]]) {
        self.init()
        for (pool, values) in cells {
            for (cell, value) in values.enumerated() where value > 0 { self[cell, pool] = Int(value) }
        }
    }

    /// From 0 to 255.
    package subscript(cell: Int, pool: Pool) -> Int {
        get {
            let index = cell * Pool.count + pool.ordinal
            return index < bytes.count ? Int(bytes[index]) : 0
        }
        set {
            let missing = (cell + 1) * Pool.count - bytes.count
            if missing > 0 { bytes += repeatElement(0, count: missing) }
            bytes[cell * Pool.count + pool.ordinal] = UInt8(newValue)
        }
    }

    /// Cells that it tells anything of.
    package var count: Int { bytes.count / Pool.count }
}

extension PoolCells: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (Pool, [UInt8])...) {
        self.init(Dictionary(uniqueKeysWithValues: elements))
    }
}

extension Pool {
    /// Each by its place in `allCases`: read for every cell of every day.
    static let ordered = allCases
    static let count = allCases.count
    static let list = allCases.map(\.rawValue).joined(separator: ",")

    var ordinal: Int {
        switch self {
        case .public: 0
        case .sms: 1
        case .agents: 2
        case .urgent: 3
        case .vulnerable: 4
        }
    }
}
