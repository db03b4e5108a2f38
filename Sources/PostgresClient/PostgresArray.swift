import Foundation

/// What an array may hold: `[UInt8]` itself is `bytea`, arrays of the others are PostgreSQL arrays.
package protocol PostgresElement: Sendable {
    static var arrayType: UInt32 { get }
    static func parameter(of array: [Self]) -> PostgresParameter
    static func array(from field: PostgresField) throws(PostgresFailure) -> [Self]
}

/// Arrays, for `unnest` batches and `= ANY(…)`; `[UInt8]` is `bytea`.
extension Array: PostgresValue where Element: PostgresElement {
    package static var postgresType: UInt32 { Element.arrayType }
    package var parameter: PostgresParameter { Element.parameter(of: self) }
    package init(from field: PostgresField) throws(PostgresFailure) { self = try Element.array(from: field) }
}

extension UInt8: PostgresElement {
    package static var arrayType: UInt32 { PostgresType.bytea }
    package static func parameter(of array: [UInt8]) -> PostgresParameter {
        .binary(PostgresType.bytea, array)
    }
    package static func array(from field: PostgresField) throws(PostgresFailure) -> [UInt8] {
        try field.bytea()
    }
}

/// An element of a real array: how it stands on the wire, and how it is read from an array literal.
package protocol PostgresListed: PostgresElement {
    static var elementType: UInt32 { get }
    var elementBytes: [UInt8]? { get }
    init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure)
}

extension PostgresListed {
    package static func parameter(of array: [Self]) -> PostgresParameter {
        .array(arrayType, of: elementType, array.map(\.elementBytes))
    }

    package static func array(from field: PostgresField) throws(PostgresFailure) -> [Self] {
        try field.elements().map { (element) throws(PostgresFailure) in try Self(element: element, of: field)
        }
    }
}

extension PostgresListed where Self: LosslessStringConvertible {
    package init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure) {
        guard let element, let value = Self(String(decoding: element, as: UTF8.self)) else {
            throw field.unexpected("an array of \(Self.self)")
        }
        self = value
    }
}

extension String: PostgresListed {
    package static var arrayType: UInt32 { PostgresType.textArray }
    package static var elementType: UInt32 { PostgresType.text }
    package var elementBytes: [UInt8]? { Array(utf8) }
}

extension Int64: PostgresListed {
    package static var arrayType: UInt32 { PostgresType.int8Array }
    package static var elementType: UInt32 { PostgresType.int8 }
    package var elementBytes: [UInt8]? { networkBytes(self) }
}

extension Int: PostgresListed {
    package static var arrayType: UInt32 { PostgresType.int8Array }
    package static var elementType: UInt32 { PostgresType.int8 }
    package var elementBytes: [UInt8]? { networkBytes(Int64(self)) }
}

extension Bool: PostgresListed {
    package static var arrayType: UInt32 { PostgresType.boolArray }
    package static var elementType: UInt32 { PostgresType.bool }
    package var elementBytes: [UInt8]? { [self ? 1 : 0] }
    package init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure) {
        switch element {
        case [UInt8(ascii: "t")]: self = true
        case [UInt8(ascii: "f")]: self = false
        default: throw field.unexpected("an array of truth values")
        }
    }
}

extension Date: PostgresListed {
    package static var arrayType: UInt32 { PostgresType.timestamptzArray }
    package static var elementType: UInt32 { PostgresType.timestamptz }
    package var elementBytes: [UInt8]? { parameter.bytes }
    package init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure) {
        guard let element, let microseconds = PostgresTimestamp.microseconds(element[...]) else {
            throw field.unexpected("an array of instants")
        }
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

/// `[[UInt8]]` is `bytea[]`.
extension Array: PostgresElement where Element == UInt8 {
    package static var arrayType: UInt32 { PostgresType.byteaArray }
}

extension Array: PostgresListed where Element == UInt8 {
    package static var elementType: UInt32 { PostgresType.bytea }
    package var elementBytes: [UInt8]? { self }
    package init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure) {
        guard let element, let bytes = Hexadecimal.bytes(escaped: element[...]) else {
            throw field.unexpected("an array of bytes")
        }
        self = bytes
    }
}

/// NULLs among the elements of a batch.
extension Optional: PostgresElement where Wrapped: PostgresListed {
    package static var arrayType: UInt32 { Wrapped.arrayType }
}

extension Optional: PostgresListed where Wrapped: PostgresListed {
    package static var elementType: UInt32 { Wrapped.elementType }
    package var elementBytes: [UInt8]? { self?.elementBytes }
    package init(element: [UInt8]?, of field: PostgresField) throws(PostgresFailure) {
        self = element == nil ? nil : try Wrapped(element: element, of: field)
    }
}
