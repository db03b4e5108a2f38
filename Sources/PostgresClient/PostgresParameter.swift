/// One bound value on its way to the server: its type, its form and its bytes.
package struct PostgresParameter: Sendable, Hashable {
    enum Form: Int32 {
        case text = 0
        case binary = 1
    }

    /// The type's object identifier; 0 lets the server decide from the context.
    let type: UInt32
    let form: Form
    /// `nil` is NULL.
    let bytes: [UInt8]?

    /// Text whose type the server takes from the context (text, jsonb, uuid, an enum, …).
    package static func text(_ text: String) -> Self { .init(type: 0, form: .text, bytes: Array(text.utf8)) }

    /// The wire's text form ends at a zero byte.
    var isCutShort: Bool { form == .text && bytes?.contains(0) == true }

    /// NULL of a type.
    package static func null(of type: UInt32) -> Self { .init(type: type, form: .binary, bytes: nil) }

    /// A `timestamptz`, in microseconds since 1970; on the wire they count from 2000.
    package static func timestamp(microseconds: Int64) -> Self {
        .init(
            type: PostgresType.timestamptz, form: .binary,
            bytes: networkBytes(microseconds - PostgresTimestamp.epochOffset))
    }

    static func binary(_ type: UInt32, _ bytes: [UInt8]) -> Self {
        .init(type: type, form: .binary, bytes: bytes)
    }

    /// A one-dimensional array in the wire's binary form: nothing to escape, so nothing to escape from.
    static func array(_ type: UInt32, of element: UInt32, _ elements: [[UInt8]?]) -> Self {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
        bytes += networkBytes(Int32(elements.isEmpty ? 0 : 1))
        bytes += networkBytes(Int32(elements.contains { $0 == nil } ? 1 : 0))
        bytes += networkBytes(element)
        guard !elements.isEmpty else { return .binary(type, bytes) }
        bytes += networkBytes(Int32(elements.count))
        bytes += networkBytes(Int32(1))
        for element in elements {
            bytes += networkBytes(Int32(element?.count ?? -1))
            if let element { bytes += element }
        }
        return .binary(type, bytes)
    }
}

/// Object identifiers of the built-in types that we bind; they never change between versions.
package enum PostgresType {
    package static let bool: UInt32 = 16
    package static let bytea: UInt32 = 17
    package static let int8: UInt32 = 20
    package static let text: UInt32 = 25
    package static let float8: UInt32 = 701
    package static let byteaArray: UInt32 = 1001
    package static let textArray: UInt32 = 1009
    package static let int8Array: UInt32 = 1016
    package static let timestamptz: UInt32 = 1184
    package static let timestamptzArray: UInt32 = 1185
    package static let boolArray: UInt32 = 1000
}

func networkBytes(_ value: some FixedWidthInteger) -> [UInt8] {
    let width = value.bitWidth / 8
    return (0..<width).map { UInt8(truncatingIfNeeded: value >> ((width - 1 - $0) * 8)) }
}
