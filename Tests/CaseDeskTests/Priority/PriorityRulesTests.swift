import Declared
import Foundation
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `The reasons that agents give` {
    @Test func `are declared by the ministry in every language`() throws {
        let catalogue = try Catalogue.load(root: repository, ministry: ministry())
        let post = try #require(catalogue.posts.first).id
        let rules = try #require(catalogue.priorities(at: post))
        #expect(rules.offered == [.urgent, .vulnerable])
        let all = (rules.offered.map { $0 } + [nil]).flatMap { rules.reasons(for: $0) }
        for reason in all + catalogue.cancellations(at: post) {
            #expect(Set(reason.label.locales) == Set(catalogue.locales), "\(reason.id)")
        }
        #expect(!rules.reasons(for: nil).isEmpty && !catalogue.cancellations(at: post).isEmpty)
        for reason in all { #expect(rules.reason(reason.id)?.id == reason.id) }
    }

    @Test(arguments: [
        ("ministry.yaml", "priorities: {urgent: {care: {fr: a, ar: a}}}", 7, "'taken_back' is missing"),
        ("ministry.yaml", "priorities: {taken_back: {over: {fr: a, ar: a}}}", 7, "no priority is declared"),
        (
            "ministry.yaml", "priorities:\n  urgent: {care: {fr: a}}\n  taken_back: {over: {fr: a, ar: a}}",
            8,
            "lacks the text in 'ar'"
        ),
        (
            "ministry.yaml", "priorities:\n  urgent: {}\n  taken_back: {over: {fr: a, ar: a}}", 8,
            "there is no reason here"
        ),
        (
            "posts/here/post.yaml",
            "priorities:\n  poor: {a: {fr: a, ar: a}}\n  urgent: {a: {fr: a, ar: a}}\n"
                + "  taken_back: {over: {fr: a, ar: a}}", 14, "'poor' is not known"
        ),
        ("posts/here/post.yaml", "cancellations: {Bad: {fr: a, ar: a}}", 13, "'Bad' can't be a name"),
        ("posts/here/post.yaml", "cancellations: {asked: {fr: a}}", 13, "lacks the text in 'ar'"),
        ("ministry.yaml", "cancellations: {}", 7, "there is no reason here"),
    ]) func `are checked with file, line and mend`(file: String, text: String, line: Int, says: String) throws
    {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        let path = "ministries/xx/\(file)"
        let good = try String(contentsOfFile: "\(sandbox.root)/\(path)", encoding: .utf8)
        try sandbox.write(path, good + "\n" + text + "\n")
        let findings = try sandbox.findings()
        let told = findings.first { $0.what.contains(says) }
        #expect(told?.file == path && told?.line == line && told?.mend.isEmpty == false, "\(findings)")
    }

    @Test func `of a post go before its ministry's`() throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        let path = "ministries/xx/posts/here/post.yaml"
        let good = try String(contentsOfFile: "\(sandbox.root)/\(path)", encoding: .utf8)
        let own = "priorities:\n  vulnerable: {age: {fr: a, ar: a}}\n  taken_back: {over: {fr: a, ar: a}}\n"
        try sandbox.write(path, good + "\n" + own)
        let catalogue = try Catalogue.load(root: sandbox.root, ministry: ministry("xx"))
        #expect(catalogue.findings == [])
        #expect(catalogue.priorities(at: try id("here"))?.offered == [.vulnerable])
        #expect(catalogue.cancellations(at: try id("here")) == [])
        #expect(catalogue.ministry.priorities == nil)
    }
}
