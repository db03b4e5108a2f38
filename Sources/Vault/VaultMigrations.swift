package import PostgresClient

extension Vault {
    /// Schema `vault`: wrapped keys, and nothing else.
    package static func migrate(_ postgres: PostgresClient) async throws {
        try await postgres.migrate(
            "vault",
            [
                Migration(
                    name: "m0001_keys",
                    sql: Array(
                        """
                        CREATE TABLE post_keys (post text PRIMARY KEY, wrapped bytea NOT NULL);
                        CREATE TABLE scope_keys (
                            post text NOT NULL,
                            name text NOT NULL,
                            wrapped bytea,
                            erased_at timestamptz,
                            PRIMARY KEY (post, name),
                            CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
                        )
                        """.utf8))
            ])
    }
}
