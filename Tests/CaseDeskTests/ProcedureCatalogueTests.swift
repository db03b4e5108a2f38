import CaseDesk
import Channels
import Declared
import Foundation
import Scheduler
import Testing

/// The repository's own root: what is declared there must hold.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path(percentEncoded: false)

/// The languages that the ministry offers, the standard one first.
let offeredLocales = (try? Catalogue.load(root: repository, ministry: ministry()).locales) ?? []

func ministry(_ id: String = "cd") throws -> Ministry.ID { try #require(Ministry.ID(id)) }

@Suite struct `The catalogue of this repository` {
    @Test func `has nothing to mend`() throws {
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        #expect(catalogue.findings == [])
        #expect(catalogue.locales == offeredLocales && catalogue.locales.count > 1)
    }

    @Test func `offers what its posts list`() throws {
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        let post = try #require(catalogue.posts.first)
        #expect(!catalogue.procedures(at: post).isEmpty)
        #expect(catalogue.procedures(at: post).map(\.id) == post.procedures)
    }

    @Test func `gives the same procedure from the texts a dossier keeps`() throws {
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        for procedure in catalogue.procedures {
            let source = try #require(catalogue.source(of: procedure.id))
            let again = try #require(Catalogue.procedure(from: source, locales: catalogue.locales))
            #expect(again.pin == procedure.pin)
            #expect(again.form.fields.map(\.id) == procedure.form.fields.map(\.id))
        }
    }
}

@Suite struct `The values of a document` {
    @Test func `show choices, countries and joined names in its language`() throws {
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        let procedure = try #require(catalogue.procedure(try id("p19")))
        let output = try #require(procedure.outputs.first)
        let answers = Answers([
            try id("document_kind"): .text("birth_act"), try id("holder_surname"): .text("Mukendi"),
            try id("holder_given_names"): .text("Awa"), try id("destination"): .text("MA"),
            try id("documents"): .integer(3),
        ])
        let values = procedure.values(for: output, of: answers, on: .today, in: "fr")
        #expect(values["document_kind"] == .text("Acte de naissance"))
        #expect(values["holder"] == .text("Awa Mukendi"))
        #expect(values["destination"] == .text("Maroc"))
        #expect(values["documents"] == .integer(3))
        #expect(values["document_signatory"] == nil)
        let arabic = procedure.values(for: output, of: answers, on: .today, in: "ar")
        #expect(arabic["document_kind"] == .text("عقد ولادة"))
        #expect(arabic["destination"] == .text("المغرب"))
    }
}
