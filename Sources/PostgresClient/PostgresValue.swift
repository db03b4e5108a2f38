import Foundation

/// A Swift type that can be bound into a statement and read from a column.
///
/// A `RawRepresentable` type of a bindable raw value conforms by saying so.
package protocol PostgresValue: Sendable {
    /// The type bound for NULL, and for `unnest`; 0 lets the server decide.
    static var postgresType: UInt32 { get }
    var parameter: PostgresParameter { get }
    init(from field: PostgresField) throws(PostgresFailure)
}

extension PostgresValue where Self: RawRepresentable, RawValue: PostgresValue {
    package static var postgresType: UInt32 { RawValue.postgresType }
    package var parameter: PostgresParameter { rawValue.parameter }
    package init(from field: PostgresField) throws(PostgresFailure) {
        guard let value = Self(rawValue: try RawValue(from: field)) else {
            throw .decoding("\(field.name) holds no \(Self.self)")
        }
        self = value
    }
}

extension String: PostgresValue {
    package static var postgresType: UInt32 { 0 }
    package var parameter: PostgresParameter { .text(self) }
    package init(from field: PostgresField) throws(PostgresFailure) { self = try field.text() }
}

extension Int64: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.int8 }
    package var parameter: PostgresParameter { .binary(PostgresType.int8, networkBytes(self)) }
    package init(from field: PostgresField) throws(PostgresFailure) {
        guard let value = Int64(try field.text()) else { throw field.unexpected("an integer") }
        self = value
    }
}

extension Int: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.int8 }
    package var parameter: PostgresParameter { Int64(self).parameter }
    package init(from field: PostgresField) throws(PostgresFailure) { self = Int(try Int64(from: field)) }
}

extension Bool: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.bool }
    package var parameter: PostgresParameter { .binary(PostgresType.bool, [self ? 1 : 0]) }
    package init(from field: PostgresField) throws(PostgresFailure) {
        switch try field.text() {
        case "t": self = true
        case "f": self = false
        default: throw field.unexpected("a truth value")
        }
    }
}

extension Double: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.float8 }
    package var parameter: PostgresParameter { .binary(PostgresType.float8, networkBytes(bitPattern)) }
    package init(from field: PostgresField) throws(PostgresFailure) {
        guard let value = Double(try field.text()) else { throw field.unexpected("a number") }
        self = value
    }
}

/// `timestamptz`, to the microsecond.
extension Date: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.timestamptz }
    package var parameter: PostgresParameter {
        .timestamp(microseconds: Int64((timeIntervalSince1970 * 1_000_000).rounded()))
    }
    package init(from field: PostgresField) throws(PostgresFailure) {
        self.init(timeIntervalSince1970: Double(try field.microseconds()) / 1_000_000)
    }
}

extension Optional: PostgresValue where Wrapped: PostgresValue {
    package static var postgresType: UInt32 { Wrapped.postgresType }
    package var parameter: PostgresParameter { self?.parameter ?? .null(of: Wrapped.postgresType) }
    package init(from field: PostgresField) throws(PostgresFailure) {
        self = field.isNull ? nil : try Wrapped(from: field)
    }
}
