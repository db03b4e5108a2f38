import Channels
import Testing

@testable import CaseDesk

/// Somebody who is known by a contact, with a dossier on the way.
struct Citizen {
    let person: String
    let walk: Walk
    var browser: Browser {
        Browser(walk.ground, holding: ["__Host-citizen": String(walk.cookie.split(separator: "=")[1])])
    }

    /// The first procedure that receives people before it is looked at.
    static func begin(_ contact: String, locale: String = "fr", on ground: SiteGround) async throws -> Citizen
    {
        let workspace = ground.site.workspace
        let contact = try #require(Contact(typed: contact, region: ground.site.region))
        let person = try await workspace.people.person(
            reachedBy: contact, locale: locale, in: workspace.postgres)
        let procedure = try #require(
            ground.catalogue.procedures.first { $0.appointment?.stage == .beforeReview })
        return Citizen(
            person: person,
            walk: try await Walk.begin(procedure, locale: locale, ground: ground, person: person))
    }

    var dossier: Dossier {
        get async throws { try #require(try await walk.ground.site.workspace.dossiers.load(walk.id)) }
    }
}
