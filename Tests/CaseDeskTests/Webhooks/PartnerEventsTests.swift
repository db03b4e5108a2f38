import Channels
import Foundation
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `What partners are told` {
    @Test func `is written with what happened, and says nothing about the person`() async throws {
        try await SiteGround.open { ground in
            let stories = ground.site.workspace
            let webhooks = stories.messages.webhooks
            let endpoint = try await stories.postgres.transaction { transaction in
                try await webhooks.create(
                    .init(url: "https://partner.example.org/", events: ["*"]), by: WebhookPolicy(),
                    in: transaction)
            }
            let citizen = try await Citizen.begin("marie@example.org", locale: "fr", on: ground)
            try await citizen.walk.handsIn()
            _ = try await stories.payments.waive(citizen.dossier.id, reason: "Indigence", by: .system("test"))

            let log = try await webhooks.deliveries(WebhookLogFilter(endpoint: endpoint))
            #expect(
                Set(log.map(\.type)).isSuperset(of: [
                    "dossier.submitted", "dossier.state_changed", "payment.waived",
                ]))
            #expect(log.allSatisfy { $0.state == .waiting })
            let dossier = try await citizen.dossier
            for delivery in log {
                let text = try #require(try await webhooks.payload(of: delivery))
                for private_ in ["marie", "example.org", "Indigence", dossier.person] {
                    #expect(!text.contains(private_), "\(delivery.type): \(text)")
                }
                let body = try #require(
                    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
                #expect(body["type"] as? String == delivery.type)
                #expect((body["timestamp"] as? String)?.hasSuffix("Z") == true)
                let data = try #require(body["data"] as? [String: Any])
                #expect(data["dossier"] as? String == dossier.id.text)
                #expect(data["reference"] as? String == dossier.reference.description)
                #expect(data["post"] as? String == dossier.post.text)
            }
            // The same happening once more: the same event.
            try await stories.appointments.record([])
            #expect(try await webhooks.deliveries(WebhookLogFilter(endpoint: endpoint)).count == log.count)
        }
    }

    @Test func `costs nothing where nobody listens`() async throws {
        try await DeskGround.open { desk in
            #expect(try await desk.stories.messages.webhooks.statistics().total == 0)
            let rows = try await desk.stories.postgres.query("SELECT id FROM channels.webhook_events")
            #expect(rows.isEmpty)
        }
    }

    /// A partner's developer finds every type with an example.
    @Test func `stands in the manual, type by type`() throws {
        let manual = try String(contentsOfFile: TestWords.root + "/docs/webhooks.md", encoding: .utf8)
        for type in PartnerEvents.types + [Webhooks.testType] {
            #expect(manual.contains("`\(type)`"), "\(type)")
        }
        for block in manual.matches(of: #/```json\n(.*?)```/#.dotMatchesNewlines()) {
            #expect(throws: Never.self) {
                try JSONSerialization.jsonObject(with: Data(block.output.1.utf8))
            }
        }
    }
}
