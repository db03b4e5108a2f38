import Foundation
import PostgresClient
import Testing
import Transfer

@testable import CaseDesk
@testable import Channels

@Suite struct `A relay's call` {
    private func reply(_ ground: SiteGround) async throws -> (address: String, dossier: Dossier) {
        let citizen = try await Citizen.begin("marie@example.org", on: ground)
        try await citizen.walk.handsIn()
        let rows = try await ground.site.workspace.postgres.query(
            "SELECT reply_token FROM channels.messages WHERE subject IS NOT NULL ORDER BY created_at DESC LIMIT 1"
        )
        let token = try #require(rows.first).decode("reply_token", as: String.self)
        return ("reply+\(token)@reponses.example.org", try await citizen.dossier)
    }

    private func hand(_ mail: String, to ground: SiteGround, _ authorization: String) async throws -> Int {
        try await ground.post(
            "/inbound/mail", mail, [("Authorization", authorization)], type: "message/rfc822"
        )
        .status
    }

    @Test func `brings an answer into its dossier, once, with either form of the secret`() async throws {
        try await SiteGround.open { ground in
            let (address, dossier) = try await reply(ground)
            let mail = "From: marie@example.org\nTo: \(address)\nMessage-ID: <1@example.org>\n\nVoilà.\n"
            let basic = Data("relay:a secret of the gateway".utf8).base64EncodedString()
            for authorization in ["Bearer a secret of the gateway", "Basic \(basic)"] {
                #expect(try await hand(mail, to: ground, authorization) == 200)
            }
            let lines = try await ground.site.workspace.conversations.list(dossier)
            #expect(lines.map(\.text) == ["Voilà."])
        }
    }

    @Test func `tells of a bounce, and is refused without the secret`() async throws {
        try await SiteGround.open { ground in
            let (address, dossier) = try await reply(ground)
            let bounce = """
                From: MAILER-DAEMON@mx.example.org
                To: \(address)
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; marie@example.org
                Action: failed
                Status: 5.1.1

                --b--
                """
            let suppression = Suppression(ground.site.workspace.messages)
            for authorization in ["", "Bearer", "Bearer x", "Basic x", "Digest a secret of the gateway"] {
                #expect(try await hand(bounce, to: ground, authorization) == 404)
            }
            #expect(try await suppression.list().isEmpty)
            #expect(try await hand(bounce, to: ground, "Bearer a secret of the gateway") == 200)
            #expect(try await suppression.list().map(\.subject) == [dossier.id.text])
            let stranger = "From: a@b.example\nTo: c@d.example\n\nx\n"
            #expect(try await hand(stranger, to: ground, "Bearer a secret of the gateway") == 404)
        }
    }
}
