import Channels
import PostgresClient
import Scheduler

/// Finds dossiers by reference, by the contact a person gave, or by a name among those that are open.
struct DeskSearch: Sendable {
    let web: WebRequest
    let agent: Agent
    let post: PostProfile

    func find(_ typed: String) async throws -> [Dossier] {
        let found: [Dossier]
        if let reference = Reference(typed) {
            found = try await web.stories.dossiers.find(reference).map { [$0] } ?? []
        } else if let contact = contact(typed) {
            found = try await dossiers(reachedBy: contact)
        } else {
            found = try await dossiers(named: typed)
        }
        let seen = found.filter { $0.submittedAt != nil && agent.sees($0.post) }
        try await web.note(
            "dossier.searched", of: "post/\(post.id)", by: agent, ["found": String(seen.count)])
        return seen
    }

    private func contact(_ typed: String) -> Contact? {
        if typed.contains("@") { return EmailAddress(typed).map(Contact.email) }
        return PhoneNumber(typed).map(Contact.phone)
    }

    private func dossiers(reachedBy contact: Contact) async throws -> [Dossier] {
        guard
            let person = try await web.stories.people.known(by: contact, in: web.stories.postgres)
        else { return [] }
        return try await web.stories.dossiers.all(of: person)
    }

    /// Names are sealed: the open dossiers of the post are opened one by one, the longest waiting first.
    private func dossiers(named typed: String) async throws -> [Dossier] {
        let words = typed.split(separator: " ").map { IdentityKey.normalised(.text(String($0))) }
            .filter { !$0.isEmpty }
        guard !words.isEmpty else { return [] }
        let open = try await web.stories.dossiers.queue(DossierFilter(post: post.id, limit: 200))
        var found: [Dossier] = []
        for dossier in open {
            let procedure = try await web.stories.dossiers.procedure(of: dossier)
            let name = IdentityKey.normalised(.text(dossier.holder(in: procedure)))
            if words.allSatisfy(name.contains) { found.append(dossier) }
        }
        return found
    }
}
