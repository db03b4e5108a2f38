import PostgresClient
package import Scheduler
package import Vault

/// A document as the register knows it. What it says about a person is in the sealed file.
package struct IssuedDocument: Sendable, Equatable {
    package enum Status: Sendable, Equatable {
        case valid
        /// The class of the reason, never its text.
        case revoked(reason: String, at: Instant)
        case superseded(at: Instant)
    }

    package let id: String
    package let dossier: String
    package let output: String
    package let kind: String
    package let post: String
    package let locale: String
    package let lastFour: String
    package let issuedAt: Instant
    package let issuedOn: LocalDate
    package let validUntil: LocalDate?
    package let status: Status
    package let sha256: [UInt8]
    package let blob: BlobID
    package let scope: VaultScope
    let number: [UInt8]
    let facts: [UInt8]

    /// `valid`, `revoked`, `superseded` or `expired`: a document is valid to the end of its last day.
    package func standing(on today: LocalDate) -> String {
        switch status {
        case .revoked: "revoked"
        case .superseded: "superseded"
        case .valid: validUntil.map { $0 < today } ?? false ? "expired" : "valid"
        }
    }

    init(_ row: PostgresRow) throws {
        id = try row.decode("id")
        dossier = try row.decode("dossier")
        output = try row.decode("output")
        kind = try row.decode("kind")
        post = try row.decode("post")
        locale = try row.decode("locale")
        lastFour = try row.decode("last_four")
        issuedAt = try row.decode("issued_at")
        let validUntil: String? = try row.decode("valid_until")
        guard let issuedOn = LocalDate(try row.decode("issued_on", as: String.self)),
            let blob = BlobID(try row.decode("blob", as: String.self))
        else { throw PostgresFailure.decoding("document \(id)") }
        (self.issuedOn, self.blob) = (issuedOn, blob)
        self.validUntil = validUntil.flatMap { LocalDate($0) }
        sha256 = try row.decode("sha256")
        scope = VaultScope(post: try row.decode("scope_post"), name: try row.decode("scope_name"))
        number = try row.decode("number_sealed")
        facts = try row.decode("facts_sealed")
        let ended: Instant? = try row.decode("ended_at")
        switch (try row.decode("status", as: String.self), ended, try row.decode("reason", as: String?.self))
        {
        case ("revoked", let at?, let reason?): status = .revoked(reason: reason, at: at)
        case ("superseded", let at?, _): status = .superseded(at: at)
        default: status = .valid
        }
    }
}

/// Something that anybody may see who checks a document; its label is found by its name, in the language of who looks.
package struct DocumentFact: Sendable, Equatable, Codable {
    /// A field of the form, or `<piece>_sha256`.
    package let name: String
    package let value: Answer

    package init(name: String, value: Answer) {
        (self.name, self.value) = (name, value)
    }
}

/// What to issue. `values` fill the template; `facts` are what a third party will see.
package struct DocumentRequest: Sendable {
    package let dossier: String
    /// Unique in the dossier: asking again for the same output gives the same document.
    package let output: String
    package let kind: String
    package let post: String
    package let locale: String
    package let scope: VaultScope
    package let values: [String: String]
    package let facts: [DocumentFact]
    package let issuedAt: Instant
    package let issuedOn: LocalDate
    package let validUntil: LocalDate?

    package init(
        dossier: String, output: String, kind: String, post: String, locale: String, scope: VaultScope,
        values: [String: String], facts: [DocumentFact], issuedAt: Instant, issuedOn: LocalDate,
        validUntil: LocalDate? = nil
    ) {
        (self.dossier, self.output, self.kind) = (dossier, output, kind)
        (self.post, self.locale, self.scope) = (post, locale, scope)
        (self.values, self.facts) = (values, facts)
        (self.issuedAt, self.issuedOn, self.validUntil) = (issuedAt, issuedOn, validUntil)
    }
}
