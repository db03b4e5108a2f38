import Channels
import Foundation
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

/// The ministry with its post closed for years, alone or beside a second one, in a folder of its own.
private func closedRoot(beside second: String?) throws -> String {
    let root = FileManager.default.temporaryDirectory.appending(path: "guichet-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for folder in ["ministries", "procedures", "message-templates", "document-templates"] {
        try FileManager.default.copyItem(
            atPath: "\(TestWords.root)/\(folder)", toPath: "\(root)/\(folder)")
    }
    let posts = "\(root)/ministries/cd/posts"
    let first = "\(posts)/bruxelles"
    if let second {
        try FileManager.default.copyItem(atPath: first, toPath: "\(posts)/\(second)")
        let profile = "\(posts)/\(second)/post.yaml"
        try String(contentsOfFile: profile, encoding: .utf8)
            .replacing("id: bruxelles", with: "id: \(second)").replacing("Bruxelles", with: "Anvers")
            .write(toFile: profile, atomically: true, encoding: .utf8)
    }
    let agenda = try String(contentsOfFile: "\(first)/agenda.yaml", encoding: .utf8)
    let closed = agenda.replacing("to: 2027-01-03", with: "to: 2036-01-03")
        .replacing("from: 2026-12-25", with: "from: 2026-01-01")
    try #require(closed != agenda)
    try closed.write(toFile: "\(first)/agenda.yaml", atomically: true, encoding: .utf8)
    return root
}

@Suite struct `A post without places` {
    @Test(arguments: [nil, "zz-anvers"])
    func `names the posts that receive sooner, where there are any`(second: String?) async throws {
        let root = try closedRoot(beside: second)
        try await SiteGround.open(root: root) { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let page = try await citizen.browser.get("\(citizen.walk.path)/appointment").text
            #expect(page.contains(TestWords.words.text("web.places.none", in: "fr")))
            let title = TestWords.words.text("web.elsewhere.title", in: "fr")
            #expect(page.contains(title) == (second != nil))
            #expect(page.contains("Anvers, section consulaire") == (second != nil))
        }
        try FileManager.default.removeItem(atPath: root)
    }
}
