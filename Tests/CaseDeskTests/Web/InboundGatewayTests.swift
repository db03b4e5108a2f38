import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk
@testable import Channels

@Suite struct `The gateway's calls` {
    /// "نعم" as UTF-16BE, the way Kannel hands UCS-2 over.
    static let arabicYes = "%06%46%06%39%06%45&charset=UTF-16BE&coding=2"

    @Test(arguments: ["OUI&charset=UTF-8&coding=0", "Oui%20!&charset=ISO-8859-1", arabicYes])
    func `bring a person's yes to their appointment`(text: String) async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("0470123456", on: ground)
            try await citizen.walk.handsIn()
            _ = try await citizen.walk.books()
            let call = "/inbound/kannel/sms?id=1&from=32470123456&to=8000&text=\(text)"
            #expect(try await ground.get(call).status == 404)
            #expect(try await ground.get("\(call)&secret=another+secret+of+it").status == 404)
            let workspace = ground.site.workspace
            let place = try #require(try await workspace.appointments.current(of: try await citizen.dossier))
            #expect(try await workspace.appointments.presence(at: place) == nil)
            for _ in 0..<2 {
                let taken = try await ground.get("\(call)&secret=a+secret+of+the+gateway")
                #expect(taken.status == 200 && taken.text.isEmpty)
            }
            #expect(try await workspace.appointments.presence(at: place) != nil)
            #expect(try await workspace.conversations.list(try await citizen.dossier).count == 1)
        }
    }

    @Test func `tell what became of a message, only with the message's own key`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("0470123456", on: ground)
            try await citizen.walk.handsIn()
            let workspace = ground.site.workspace
            _ = try await Postman(workspace: workspace).newest()
            let message = try #require(
                try await workspace.messages.history(subject: citizen.walk.id.text).first)
            #expect(message.state == .sent)
            let key = KannelKey(vault: workspace.vault).text(for: message.id)
            let call = "/inbound/kannel/report?message=\(message.id)&attempt=1&type=1"
            #expect(
                try await ground.get("\(call)&key=\(key.reversed().map(String.init).joined())").status == 404)
            #expect(try await workspace.messages.message(message.id)?.state == .sent)
            #expect(try await ground.get("\(call)&key=\(key)").status == 200)
            #expect(try await workspace.messages.message(message.id)?.state == .delivered)
        }
    }
}

@Suite struct `The signer's certificate` {
    @Test func `is there for whoever checks a signature, and the key is not`() async throws {
        try await SiteGround.open { ground in
            let answer = try await ground.get("/signer.pem")
            #expect(answer.status == 200 && answer.text.hasPrefix("-----BEGIN CERTIFICATE-----"))
            #expect(answer.text.matches(of: #/-----BEGIN/#).count == 1)
        }
    }
}
