import CPostgres

extension PostgresClient {
    /// An address as environment variables (`PGHOST`, `PGPASSWORD`, …) for PostgreSQL's own programs, so that no
    /// process list shows a password.
    package static func environment(of url: String) throws(PostgresFailure) -> [String: String] {
        guard let options = PQconninfoParse(url, nil) else {
            throw .unreachable("the address of the database can't be read")
        }
        defer { PQconninfoFree(options) }
        var environment: [String: String] = [:]
        var option = options
        while option.pointee.keyword != nil {
            if let name = option.pointee.envvar, let value = option.pointee.val {
                environment[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        return environment
    }
}
