import Channels
import Declared
import Foundation
import Hummingbird
import Scheduler

/// Pages that need nobody to come in.
enum PublicHandlers {
    static let routes: [Route] = [
        .get("/", .anyone) { web in .seeOther("/\(web.locale)") },
        .get("/{locale}", .anyone, home),
        .get("/{locale}/procedures/{procedure}", .anyone, procedure),
        .get("/{locale}/accessibility", .anyone) { web in
            .page(TextPage(frame: web.frame, key: "web.accessibility", sections: ["state", "help"]).html)
        },
        .get("/{locale}/privacy", .anyone) { web in
            .page(
                TextPage(
                    frame: web.frame, key: "web.privacy",
                    sections: ["use", "keep", "safe", "rights", "cookies"]
                ).html)
        },
        .get("/assets/{file}", .anyone, asset),
    ]

    private static func home(_ web: WebRequest) async throws -> Response {
        guard let post = web.site.post else { throw WebFailure.notFound }
        let entries = web.site.catalogue.procedures(at: post).map { procedure in
            HomePage.Entry(
                href: web.link("/procedures/\(procedure.id)"), title: procedure.title[web.locale],
                summary: procedure.summary[web.locale])
        }
        return .page(HomePage(frame: web.frame, procedures: entries, post: post.card(in: web.locale)).html)
    }

    private static func procedure(_ web: WebRequest) async throws -> Response {
        let procedure = try web.procedure
        return .page(ProcedurePage(procedure, web: web).html)
    }

    private static func asset(_ web: WebRequest) async throws -> Response {
        let path = "/assets/\(try web.parameter("file"))"
        guard let asset = Asset.all.first(where: { $0.path == path }) else { throw WebFailure.notFound }
        return Response(
            status: .ok,
            headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}

extension WebRequest {
    /// The procedure named in the address, if the post offers it.
    var procedure: Procedure {
        get throws(WebFailure) {
            guard let id = Procedure.ID(try parameter("procedure")),
                let procedure = site.catalogue.procedure(id),
                site.post?.procedures.contains(id) == true
            else { throw .notFound }
            return procedure
        }
    }
}

extension PostProfile {
    func card(in locale: String) -> PostCard {
        PostCard(
            name: name[locale], address: address[locale], phone: phone, email: email, zone: city[locale],
            hours: hours[locale])
    }
}

extension ProcedurePage {
    init(_ procedure: Procedure, web: WebRequest) {
        let locale = web.locale
        self.init(
            frame: web.frame, title: procedure.title[locale], summary: procedure.summary[locale],
            conditions: procedure.conditions.map { $0[locale] },
            pieces: procedure.pieces.map { piece in
                .init(label: piece.label[locale], why: piece.why[locale], needsOriginal: piece.needsOriginal)
            },
            fees: Self.fees(of: procedure, web: web),
            waivers: procedure.fee?.waivers.map { $0.label[locale] } ?? [], delay: procedure.delay[locale],
            bring: procedure.appointment?.bring.map { $0[locale] } ?? [],
            startAction: web.link("/procedures/\(procedure.id)/start"))
    }

    /// The parts once, then the sum for one to five units where the fee counts something.
    private static func fees(of procedure: Procedure, web: WebRequest) -> [FeeRow] {
        guard let fee = procedure.fee else { return [] }
        let fixed = fee.parts.filter { $0.perField == nil }
        let counted = fee.parts.filter { $0.perField != nil }
        func shown(_ minor: Int64) -> String {
            web.site.words.show(.money(minor: minor, currency: fee.currency.code), in: web.locale)
        }
        guard !counted.isEmpty else {
            return fixed.map { FeeRow(label: $0.label[web.locale], amount: shown($0.amount)) }
        }
        let base = fixed.reduce(0) { $0 + $1.amount }
        let each = counted.reduce(0) { $0 + $1.amount }
        return (1...5).map { count in
            FeeRow(
                label: web.say("web.procedure.documents", ["count": .integer(Int64(count))]),
                amount: shown(base + each * Int64(count)))
        }
    }
}
