import Channels
import Declared
import Hummingbird
import Scheduler
import Vault

/// Anybody may check a document; what isn't known gets the same answer after the same time.
enum VerifyHandlers {
    static let routes: [Route] = [
        .get("/v/{number}", .anyone) { web in .seeOther(web.link("/v/\(try web.parameter("number"))")) },
        .get("/{locale}/v", .anyone) { web in .page(VerifyFormPage(frame: web.frame).html) },
        .post("/{locale}/v", .anyone, look),
        .get("/{locale}/v/{number}", .anyone, show),
    ]
    private static let unknowns = RateLimit("verify.unknown", allowed: 10, in: .minutes(1))

    /// The number goes into an address of its own, without what can't be part of one.
    private static func look(_ web: WebRequest) async throws -> Response {
        let number = web.form["number"].filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard !number.isEmpty else {
            return .page(
                VerifyFormPage(frame: web.frame, error: web.say("web.verify.missing")).html,
                status: .unprocessableContent)
        }
        return .seeOther(web.link("/v/\(number.prefix(80))"))
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        guard let post = web.site.post else { throw WebFailure.notFound }
        let now = web.stories.clock.now
        let who = Base64URL.encode(web.stories.vault.blindIndex(web.address, purpose: "limit.address"))
        // Asked before the number is looked up: above the limit a right guess isn't told from a wrong one.
        if let wait = try await web.site.limits.wait(unknowns, for: who) {
            throw WebFailure.tooMany(retryAfter: wait)
        }
        let found = try await web.stories.documents.lookUp(
            VerificationCode(try web.parameter("number")), by: Verifier(kind: "public", address: web.address),
            today: post.zone.wall(at: now).date, at: now, in: web.stories.postgres)
        guard let found else {
            _ = try await web.site.limits.use(unknowns, for: who)
            return .page(VerifiedPage(frame: web.frame, standing: .unknown).html, status: .notFound)
        }
        return .page(VerifiedPage(found, web: web).html)
    }
}

extension VerifiedPage {
    init(_ document: PublicDocument, web: WebRequest) {
        let post = web.site.catalogue.posts.first { $0.id.text == document.post }
        var rows = [
            (
                label: web.say("web.verify.kind"),
                value: web.stories.title(ofDocument: document.kind, in: web.locale)
            ),
            (web.say("web.verify.number"), "…\(document.lastFour)"),
            (web.say("web.verify.post"), post?.name[web.locale] ?? document.post),
            (web.say("web.verify.issued"), web.site.words.show(.day(document.issuedOn), in: web.locale)),
        ]
        if let until = document.validUntil {
            rows.append(
                (web.say("web.verify.valid_until"), web.site.words.show(.day(until), in: web.locale)))
        }
        if document.standing == "revoked", let end = document.endedAt, let post {
            rows.append((web.say("web.verify.revoked_on"), web.shown(at: post.zone).day(end)))
        }
        rows += document.facts.compactMap { Self.row(for: $0, of: document.kind, web: web) }
        self.init(
            frame: web.frame, standing: Standing(rawValue: document.standing) ?? .unknown,
            reason: document.reason.map { Self.words(for: $0, web: web) }, rows: rows)
    }

    /// Under the label that the catalogue gives today; nil for an answer that isn't public any more.
    private static func row(
        for fact: DocumentFact, of kind: String, web: WebRequest
    ) -> (label: String, value: String)? {
        if case .text(let digest) = fact.value, fact.name.hasSuffix("_sha256") {
            return (web.say("web.verify.digest"), digest)
        }
        for procedure in web.site.catalogue.procedures {
            guard let output = procedure.outputs.first(where: { $0.template == kind }),
                let asked = output.publicFields.first(where: { $0.field.text == fact.name }),
                let field = procedure.form.field(asked.field)
            else { continue }
            return (asked.label[web.locale], AnswerText(say: web.say).text(of: fact.value, to: field))
        }
        return nil
    }

    /// A reason is a declared code; its words stand in the flows.
    private static func words(for reason: String, web: WebRequest) -> String {
        guard let id = Flow.Reason.ID(reason) else { return reason }
        return web.site.catalogue.flows.lazy.compactMap { $0.reason(id) }.first?.label[web.locale] ?? reason
    }
}
