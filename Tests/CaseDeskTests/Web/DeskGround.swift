import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

/// A handed-in dossier of the first procedure, and agents to look at it.
struct DeskGround {
    let ground: SiteGround
    let dossier: Dossier
    let procedure: Procedure
    var path: String { "/fr/desk/d/\(dossier.id)" }
    var stories: Workspace { ground.site.workspace }

    static let name = "Mbo<script>alert(1)</script>\"yi'"

    static func open(
        root: String = TestWords.root, _ body: @Sendable (DeskGround) async throws -> Void
    ) async throws {
        try await SiteGround.open(root: root) { ground in
            let stories = ground.site.workspace
            let procedure = try #require(
                ground.catalogue.procedures.first { $0.fee != nil && $0.appointment != nil })
            let post = try #require(ground.catalogue.posts.first)
            let phone = try #require(PhoneNumber("+32470123456"))
            let person = try await stories.people.person(
                reachedBy: .phone(phone), locale: "ar", in: stories.postgres)
            var dossier = try await stories.dossiers.start(
                procedure.id, at: post.id, for: person, locale: "ar")
            for step in procedure.form.steps {
                let inputs = step.fields.flatMap(inputs).reduce(into: [:]) { $0[$1.0] = $1.1 }
                let entry = try await stories.dossiers.save(
                    inputs, into: step.id, of: dossier.id, by: .citizen(person))
                try #require(entry.isSound, "\(step.id)")
            }
            dossier = try #require(try await stories.dossiers.load(dossier.id))
            for piece in try await stories.dossiers.completeness(of: dossier).missingPieces {
                _ = try await stories.pieces.give(
                    Array(SamplePDF.text.utf8), named: "scan<b>.pdf", as: piece.id, for: dossier.id)
            }
            _ = try await stories.dossiers.submit(dossier.id, by: person)
            let submitted = try #require(try await stories.dossiers.load(dossier.id))
            try await body(DeskGround(ground: ground, dossier: submitted, procedure: procedure))
        }
    }

    /// The cookie of a new agent.
    func agent(_ roles: Set<Role>, post: String? = "bruxelles", name: String = "Awa") async throws -> String {
        let email = try #require(EmailAddress("\(OpaqueID.random())@consulat.cd"))
        let link = try await stories.agents.invite(
            email: email, name: name, roles: roles, post: post, by: .system("test"))
        let id = try #require(try await stories.agents.invitation(link)).agent.id
        let token = try await ground.site.sessions.open(.agent(id: id))
        return "__Host-agent=\(token.text)"
    }

    func get(_ path: String, _ cookie: String) async throws -> Transfer.HTTPResponse {
        try await ground.get(path, [("Cookie", cookie)])
    }

    /// Posts what a page of this agent's would, with its token.
    func post(_ path: String, _ fields: String, _ cookie: String) async throws -> Transfer.HTTPResponse {
        let form = try await ground.form(at: "/fr/desk/arrival", cookie: cookie)
        return try await ground.post(path, "_token=\(form.token)&\(fields)", [("Cookie", cookie)])
    }

    func audited(_ act: String) async throws -> Int {
        try await stories.postgres.query(
            "SELECT id FROM casedesk.audit WHERE act = \(act) AND object = \("dossier/\(dossier.id)")"
        ).count
    }

    func action(with effect: Flow.Effect) throws -> Flow.Action {
        try #require(procedure.flow.actions.first { $0.effects.contains(effect) })
    }

    private static func inputs(_ field: Field) -> [(String, String)] {
        let id = field.id.text
        switch field.kind {
        case .text, .longText: return [(id, name)]
        case .integer(let range): return [(id, String(range.lowerBound))]
        case .email: return [(id, "kabeya@example.org")]
        case .phone: return [(id, "+32470123456")]
        case .country: return [(id, "BE")]
        case .consent: return [(id, "yes")]
        case .choice(let choices): return [(id, choices.first?.value ?? "")]
        case .date(let rule):
            return zip(field.inputs, ["27", "3", rule == .future ? "2090" : "1985"]).map { ($0, $1) }
        }
    }
}
