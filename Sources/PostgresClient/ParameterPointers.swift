/// Pointers to each value, valid during `body`; a zero byte follows each, which libpq wants for text.
func withPointers<R>(
    _ values: [[UInt8]?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
) -> R {
    var all: [CChar] = [0]
    all.reserveCapacity(values.reduce(1) { $0 + ($1?.count ?? 0) + 1 })
    var offsets: [Int?] = []
    for value in values {
        offsets.append(value == nil ? nil : all.count)
        if let value {
            all.append(contentsOf: value.lazy.map { CChar(bitPattern: $0) })
            all.append(0)
        }
    }
    return all.withUnsafeBufferPointer { storage in
        // Never empty: libpq gets a table even when there is nothing to bind.
        let pointers =
            [storage.baseAddress].dropFirst(values.isEmpty ? 0 : 1)
            + offsets.map { offset in offset.flatMap { storage.baseAddress?.advanced(by: $0) } }
        return Array(pointers).withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
