package import Channels
import Declared
import Scheduler

/// What the templates of a dossier's documents may name: its answers by their field, the digest of each scan as
/// `<piece>_sha256`, and these values of ours.
package struct DocumentValues: Sendable {
    static let ours: Set<String> = [
        "ministry", "post", "place", "issued_on", "signatory", "reference", "procedure", "holder",
        "pieces",
        "fee", "delay", "submitted_at", "valid_until", "receipt_number", "amount", "purpose", "detail",
        "means",
        "paid_at", "till", "number", "last_four", "site",
    ]

    let catalogue: Catalogue
    let words: Words

    package init(catalogue: Catalogue, words: Words) {
        self.catalogue = catalogue
        self.words = words
    }

    /// Every name that the template of one output may use.
    package static func names(for procedure: Procedure, _ output: Output? = nil) -> Set<String> {
        ours.union(procedure.form.fields.map(\.id.text)).union(procedure.pieces.map { "\($0.id)_sha256" })
            .union(output?.values.keys.map { $0 } ?? [])
    }

    func values(
        for output: Output?, of dossier: Dossier, _ procedure: Procedure,
        digests: [PieceRequirement.ID: [UInt8]], at now: Instant, validUntil: LocalDate? = nil
    ) -> [String: String] {
        let locale = dossier.locale
        var values = Dictionary(uniqueKeysWithValues: Self.names(for: procedure, output).map { ($0, "") })
        for field in procedure.form.fields {
            values[field.id.text] = shown(field.id, of: dossier, procedure) ?? ""
        }
        values["holder"] = holder(of: dossier, procedure)
        if let output, let zone = catalogue.post(dossier.post)?.zone {
            let today = zone.wall(at: now).date
            let own = procedure.values(for: output, of: dossier.answers, on: today, in: locale)
            for (name, value) in own { values[name] = words.show(value, in: locale) }
        }
        for (piece, digest) in digests { values["\(piece)_sha256"] = hexadecimal(digest) }
        let post = catalogue.post(dossier.post)
        values["ministry"] = catalogue.ministry.name[locale]
        values["post"] = post?.name[locale]
        values["place"] = post?.city[locale]
        values["signatory"] = words.text("documents.head_of_post", in: locale)
        values["issued_on"] = day(now, at: post, in: locale)
        values["reference"] = dossier.reference.description
        values["procedure"] = procedure.title[locale]
        values["purpose"] = values["purpose"].flatMap { $0.isEmpty ? nil : $0 } ?? procedure.title[locale]
        values["pieces"] = procedure.pieces.filter { digests[$0.id] != nil }.map { $0.label[locale] }
            .joined(separator: ", ")
        values["delay"] = procedure.delay[locale]
        values["submitted_at"] = dossier.submittedAt.map { day($0, at: post, in: locale) } ?? ""
        values["valid_until"] = validUntil.map { words.show(.day($0), in: locale) } ?? ""
        if let due = dossier.quote?.due {
            values["fee"] = words.show(.money(minor: due.minor, currency: due.currency.code), in: locale)
        }
        return values
    }

    /// What a third party sees besides the standing of the document: the declared fields in their order, then the
    /// digests of the scans whose originals were shown.
    func facts(
        of output: Output, _ dossier: Dossier, _ procedure: Procedure,
        digests: [PieceRequirement.ID: [UInt8]]
    ) -> [DocumentFact] {
        let answers = output.publicFields.compactMap { asked in
            dossier.answers[asked.field].map { DocumentFact(name: asked.field.text, value: $0) }
        }
        let originals = procedure.pieces.filter(\.needsOriginal).compactMap { piece in
            digests[piece.id].map {
                DocumentFact(name: "\(piece.id)_sha256", value: .text(hexadecimal($0)))
            }
        }
        return answers + originals
    }

    private func shown(_ id: Field.ID, of dossier: Dossier, _ procedure: Procedure) -> String? {
        procedure.form.shown(id, of: dossier.answers, in: dossier.locale)
            .map { words.show($0, in: dossier.locale) }
    }

    private func holder(of dossier: Dossier, _ procedure: Procedure) -> String {
        procedure.identity.compactMap { dossier.answers.text($0) }.joined(separator: " ")
    }

    private func day(_ instant: Instant, at post: PostProfile?, in locale: String) -> String {
        guard let zone = post?.zone else { return "" }
        return words.show(.day(zone.wall(at: instant).date), in: locale)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
