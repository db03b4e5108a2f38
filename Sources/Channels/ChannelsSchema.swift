package import PostgresClient

/// Schema `channels`, brought up to date.
package enum ChannelsSchema {
    package static func migrate(_ postgres: PostgresClient) async throws {
        try await postgres.migrate(
            "channels",
            [
                Migration(name: "m0001_messages", sql: PackageResources.m0001_messages_sql),
                Migration(name: "m0002_engine", sql: PackageResources.m0002_engine_sql),
                Migration(name: "m0003_suppression", sql: PackageResources.m0003_suppression_sql),
                Migration(name: "m0004_sms", sql: PackageResources.m0004_sms_sql),
                Migration(name: "m0005_webhooks", sql: PackageResources.m0005_webhooks_sql),
            ])
    }
}
