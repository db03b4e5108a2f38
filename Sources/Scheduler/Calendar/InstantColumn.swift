package import PostgresClient

/// `timestamptz`, to the millisecond.
extension Instant: PostgresValue {
    package static var postgresType: UInt32 { PostgresType.timestamptz }

    package var parameter: PostgresParameter { .timestamp(microseconds: milliseconds * 1_000) }

    package init(from field: PostgresField) throws(PostgresFailure) {
        let microseconds = try field.microseconds()
        self.init(milliseconds: microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000)
    }
}
