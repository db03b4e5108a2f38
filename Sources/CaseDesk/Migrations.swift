package import PostgresClient

/// Schema `casedesk`, brought up to date.
package enum CaseDeskSchema {
    package static func migrate(_ postgres: PostgresClient) async throws {
        try await postgres.migrate(
            "casedesk",
            [
                Migration(name: "m0001_dossiers", sql: PackageResources.m0001_dossiers_sql),
                Migration(name: "m0002_audit", sql: PackageResources.m0002_audit_sql),
                Migration(name: "m0003_people", sql: PackageResources.m0003_people_sql),
                Migration(name: "m0004_documents", sql: PackageResources.m0004_documents_sql),
                Migration(name: "m0005_payments", sql: PackageResources.m0005_payments_sql),
                Migration(name: "m0006_conversation", sql: PackageResources.m0006_conversation_sql),
                Migration(name: "m0007_appointments", sql: PackageResources.m0007_appointments_sql),
                Migration(name: "m0008_sms_dialogue", sql: PackageResources.m0008_sms_dialogue_sql),
                Migration(name: "m0009_absences", sql: PackageResources.m0009_absences_sql),
                Migration(name: "m0010_feeds", sql: PackageResources.m0010_feeds_sql),
                Migration(name: "m0010_imports", sql: PackageResources.m0010_imports_sql),
                Migration(name: "m0011_priority", sql: PackageResources.m0011_priority_sql),
            ])
    }
}
