import Channels
import Declared
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `A correction on the site` {
    @Test(arguments: PageSamples.locales)
    func `names the piece and the reason, and goes back with another`(locale: String) async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", locale: locale, on: ground)
            try await citizen.walk.handsIn()
            let workspace = ground.site.workspace
            let procedure = citizen.walk.procedure
            let submitted = try await citizen.dossier
            let ask = try #require(
                procedure.flow.actions(from: submitted.state, by: [.agent])
                    .first { $0.effects.contains(.requestCorrection) })
            let piece = try #require(
                procedure.pieces(for: submitted.answers, on: workspace.dossiers.today(of: submitted)).first)
            try await workspace.dossiers.perform(
                DossierMove(
                    ask.id, by: .agent("somebody"), as: [.agent], reason: ask.reasons.first,
                    note: "Le tampon manque", pieces: [piece.id]), on: submitted.id)

            let browser = citizen.browser
            let page = try await browser.get(citizen.walk.path)
            #expect(page.text.contains(HTML(text: piece.label[locale]).string))
            #expect(page.text.contains("Le tampon manque"))
            #expect(
                try await browser.get("\(citizen.walk.path)/form").header("Location")?.hasSuffix("/pieces")
                    == true)
            let replace = ground.site.words.text("web.dossier.piece_replace", in: locale)
            let refused = try await browser.get("\(citizen.walk.path)/pieces").text
            #expect(refused.contains("Le tampon manque") && refused.contains(replace))
            try await citizen.walk.givesEveryPiece()
            #expect(!(try await browser.get("\(citizen.walk.path)/pieces").text.contains(replace)))
            let check = "\(citizen.walk.path)/check"
            let sent = try await browser.post("", to: "\(citizen.walk.path)/submit", from: check)
            #expect(sent.header("Location") == citizen.walk.path)
            #expect(try await citizen.dossier.clock == .running)
            // The email says it too, with the way back.
            let message = try await Postman(workspace: workspace).newest(holding: "Le tampon manque")
            #expect(message.path("l") != nil)
        }
    }
}
