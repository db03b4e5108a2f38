/// One row of an answer; its columns are read by name and type.
package struct PostgresRow: Sendable {
    let columns: PostgresColumns
    let values: [String?]

    package func decode<T: PostgresValue>(
        _ column: String, as type: T.Type = T.self
    ) throws(PostgresFailure) -> T {
        guard let index = columns.index[column] else { throw .decoding("no column \(column)") }
        return try T(from: PostgresField(name: column, value: values[index]))
    }
}

/// Shared by the rows of one answer.
final class PostgresColumns: Sendable {
    let index: [String: Int]

    init(_ names: [String]) {
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
