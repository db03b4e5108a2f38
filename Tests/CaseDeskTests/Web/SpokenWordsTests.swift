import Channels
import Foundation
import Testing

@testable import CaseDesk

@Suite struct `The words that the sources ask for` {
    @Test(arguments: PageSamples.locales)
    func `stand in the locale`(locale: String) throws {
        let keys = try SpokenKeys.literal()
        #expect(keys.count > 150)
        for key in keys.sorted() { #expect(TestWords.words.has(key, in: locale), "\(key)") }
    }

    /// Refusals and problems: their codes stand in the sources beside `"<family>.\(code)"`.
    @Test(arguments: PageSamples.locales)
    func `say every refusal and every problem`(locale: String) throws {
        let keys = try SpokenKeys.families()
        for family in ["dossier.refusal", "form.problem", "payments.refusal", "pieces.refusal"] {
            #expect(keys.contains { $0.hasPrefix("\(family).") }, "\(family)")
        }
        for key in keys.sorted() { #expect(TestWords.words.has(key, in: locale), "\(key)") }
    }

    @Test(arguments: PageSamples.locales)
    func `name every fact, medium and outcome`(locale: String) {
        let facts = Dossier.Fact.allCases.flatMap {
            ["web.timeline.\($0.rawValue)", "web.timeline.no_\($0.rawValue)"]
        }
        let media = Medium.allCases.map { "web.message.\($0.rawValue)" }
        let outcomes = ["waiting", "temporary", "accepted", "delivered", "permanent", "unknown", "recalled"]
        let refusals = ConversationRefusal.allCases.map(\.key)
        for key in facts + media + outcomes.map({ "web.message.\($0)" }) + refusals {
            #expect(TestWords.words.has(key, in: locale), "\(key)")
        }
    }

    @Test func `are looked for by a pattern that would find a missing one`() throws {
        #expect(SpokenKeys.literals(in: #"say("web.nowhere")"#) == ["web.nowhere"])
        #expect(SpokenKeys.literals(in: #"let key = "web.no.where""#) == ["web.no.where"])
        #expect(SpokenKeys.literals(in: #"say("web.\(name)")"#).isEmpty)
    }
}

/// The keys of words in the sources.
enum SpokenKeys {
    static func literal() throws -> Set<String> {
        Set(try sources().flatMap { literals(in: $0) })
    }

    /// What is said at once, and what looks like nothing else: a file of ours, then two names.
    static func literals(in source: String) -> [String] {
        let said = source.matches(of: #/(?:say|words\.text)\(\s*"([a-z0-9_.]+)"/#).map { String($0.output.1) }
        let named = source.matches(of: #/"((?:web|desk|documents)(?:\.[a-z0-9_]+){2,})"/#)
            .map { String($0.output.1) }
        return said + named
    }

    static func families() throws -> [String] {
        try sources().flatMap { source -> [String] in
            guard let family = source.firstMatch(of: #/"([a-z_.]+)\.\\\(code\)"/#),
                let start = source.range(of: "var code: String {"),
                let end = source.range(of: "\n    }\n", range: start.upperBound..<source.endIndex)
            else { return [] }
            return source[start.upperBound..<end.lowerBound].matches(of: #/: "([a-z_]+)"/#)
                .map { "\(family.output.1).\($0.output.1)" }
        }
    }

    private static func sources() throws -> [String] {
        let root = "\(TestWords.root)/Sources"
        let names = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        return try names.filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) }
    }
}
