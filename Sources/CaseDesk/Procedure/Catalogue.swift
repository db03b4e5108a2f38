package import Declared
package import Scheduler

/// All that a ministry has declared, checked part against part.
package struct Catalogue: Sendable {
    package let ministry: MinistryProfile
    package let posts: [PostProfile]
    package let procedures: [Procedure]
    package let flows: [Flow]
    /// As the files give them; what counts now, the desk may have published over them.
    package let agendas: Agendas
    /// What the agendas were read from, for the desk to edit.
    package let agendaSources: [AgendaSource]
    /// Empty when everything holds; with any, nothing should be served.
    package let findings: [Finding]
    /// Worth a look, and hindering nothing: a closure that is over.
    package let remarks: [Finding]
    let sources: [Procedure.ID: ProcedureSource]

    package func post(_ id: PostProfile.ID) -> PostProfile? { posts.first { $0.id == id } }

    package func procedure(_ id: Procedure.ID) -> Procedure? { procedures.first { $0.id == id } }

    /// What this post offers, in its own order.
    package func procedures(at post: PostProfile) -> [Procedure] { post.procedures.compactMap(procedure) }

    package func posts(offering procedure: Procedure.ID) -> [PostProfile] {
        posts.filter { $0.procedures.contains(procedure) }
    }

    /// The texts behind a procedure, to keep with the dossiers that follow it.
    package func source(of procedure: Procedure.ID) -> ProcedureSource? { sources[procedure] }

    /// The standard locale first.
    package var locales: [String] { ministry.locales }
}

/// The texts behind a procedure: kept with the first dossier that follows them, read again for the last.
package struct ProcedureSource: Hashable, Sendable, Codable {
    package let file: String
    package let text: String
    package let flowFile: String
    package let flowText: String

    package init(file: String, text: String, flowFile: String, flowText: String) {
        self.file = file
        self.text = text
        self.flowFile = flowFile
        self.flowText = flowText
    }
}
