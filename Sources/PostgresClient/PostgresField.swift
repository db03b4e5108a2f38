/// One column of one row, as the server wrote it (text format).
package struct PostgresField: Sendable {
    package let name: String
    let value: String?

    package var isNull: Bool { value == nil }

    package func text() throws(PostgresFailure) -> String {
        guard let value else { throw .decoding("\(name) is NULL") }
        return value
    }

    func unexpected(_ wanted: String) -> PostgresFailure { .decoding("\(name) holds no \(wanted)") }

    func bytea() throws(PostgresFailure) -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(escaped: Array(try text().utf8)) else {
            throw unexpected("bytes")
        }
        return bytes
    }

    func elements() throws(PostgresFailure) -> [[UInt8]?] {
        guard let elements = ArrayLiteral.elements(try text().utf8) else { throw unexpected("array") }
        return elements
    }

    /// Since 1970-01-01T00:00:00Z. The session's zone is UTC, its date style ISO: `2026-11-21 01:02:03.456+00`.
    package func microseconds() throws(PostgresFailure) -> Int64 {
        guard let value = PostgresTimestamp.microseconds(Array(try text().utf8)[...]) else {
            throw unexpected("moment")
        }
        return value
    }
}
