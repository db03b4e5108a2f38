import CaseDesk
import Declared
import Foundation
import Scheduler
import Testing

/// A ministry in a folder of its own, to be broken.
struct DeclaredSandbox {
    let root: String

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "declared-\(UUID())").path()
        try write(
            "ministries/xx/ministry.yaml",
            """
            id: xx
            name: {fr: a, ar: a}
            state: {fr: a, ar: a}
            locales: [fr, ar]
            currency: EUR
            sender: {name: {fr: a, ar: a}, email: a@example.org, sms: ABC}
            """)
        try write(
            "ministries/xx/posts/here/post.yaml",
            """
            id: here
            name: {fr: a, ar: a}
            city: {fr: a, ar: a}
            address: {fr: a, ar: a}
            zone: Europe/Brussels
            phone: "+32 2 555 01 00"
            hours: {fr: a, ar: a}
            circumscription: {fr: a, ar: a}
            languages: [fr]
            procedures: [sample]
            tills: [one]
            country: BE
            """)
        try write("procedures/sample.yaml", sampleProcedure)
        try write("procedures/flows/short.yaml", sampleFlow)
    }

    func write(_ path: String, _ text: String) throws {
        let file = URL(filePath: "\(root)/\(path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    func findings() throws -> [Finding] {
        let id = try #require(Ministry.ID("xx"))
        do {
            return try Catalogue.load(root: root, ministry: id).findings
        } catch {
            return error.findings
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: root) }
}

/// One slip of a clerk and the finding it must give.
struct Slip: Sendable, CustomTestStringConvertible {
    let file: String
    let from: String
    let to: String
    let line: Int
    let says: String

    var testDescription: String { says }

    static let procedure = "procedures/sample.yaml"
    static let flow = "procedures/flows/short.yaml"

    static let all = [
        Slip(
            file: procedure, from: "when: {field: purpose, is: study}\n    title",
            to: "when: {field: purpos, is: study}\n    title", line: 19, says: "there is no field 'purpos'"),
        Slip(
            file: procedure, from: "when: {field: purpose, is: study}\n    title",
            to: "when: {field: copies, at_least: 2}\n    title", line: 19,
            says: "the condition looks at 'copies', which is asked on the same page or later"),
        Slip(
            file: procedure, from: "when: {field: purpose, is: study}\n    title",
            to: "when: {field: purpose, is: studies}\n    title", line: 19,
            says: "'studies' is not a choice of 'purpose'"),
        Slip(
            file: procedure, from: "when: {field: purpose, is: study}\n    title",
            to: "when: {field: purpose, at_least: 2}\n    title", line: 19, says: "'purpose' is not a number"),
        Slip(
            file: procedure, from: "when: {field: purpose, is: study}\n    title",
            to: "when: {field: purpose}\n    title", line: 19,
            says: "this condition compares 'purpose' with nothing"),
        Slip(
            file: procedure, from: "title: {fr: a, ar: a}\nsummary", to: "title: {fr: a}\nsummary", line: 4,
            says: "'title' lacks the text in 'ar'"),
        Slip(
            file: procedure, from: "amount: 7.50", to: "amount: 7.505", line: 41,
            says: "'fee.parts[0].amount' should be a sum of money, not '7.505'"),
        Slip(
            file: procedure, from: "per: copies", to: "per: name", line: 41, says: "'name' is not a number"),
        Slip(
            file: procedure, from: "identity: [name, birth]", to: "identity: [name, born]", line: 45,
            says: "there is no field 'born'"),
        Slip(
            file: procedure, from: "flow: short", to: "flow: shrt", line: 3, says: "there is no flow 'shrt'"),
        Slip(
            file: procedure, from: "version: 1", to: "version: 1\nversio: 2", line: 3,
            says: "'versio' is not known here"),
        Slip(
            file: procedure, from: "type: consent", to: "type: tickbox", line: 34,
            says: "'tickbox' is not a choice for 'steps[3].fields[1].type'"),
        Slip(
            file: procedure, from: "must_be: past", to: "must_be: past, must_be: future", line: 28,
            says: "'must_be' stands there twice"),
        Slip(
            file: procedure, from: "{id: school, type", to: "{id: year, type", line: 18,
            says: "there are two fields named 'year'"),
        Slip(
            file: flow, from: "to: done", to: "to: finished", line: 14, says: "there is no state 'finished'"),
        Slip(
            file: flow, from: "from: [sent], to: done", to: "from: [done], to: done", line: 5,
            says: "no arrow leads from the state 'sent' to an end"),
        Slip(
            file: flow, from: "roles: [agent], guards: [paid]", to: "roles: [clerk], guards: [paid]",
            line: 14,
            says: "'clerk' is not a choice for 'actions.approve.roles[0]'"),
        Slip(
            file: flow, from: "guards: [paid], ", to: "notify: [hello], guards: [paid], ", line: 14,
            says: "there is no message template 'hello'"),
        Slip(
            file: flow, from: "from: [sent], to: paused", to: "from: [sent], to: sent", line: 6,
            says: "no arrow leads to the state 'paused'"),
        Slip(
            file: "ministries/xx/posts/here/post.yaml", from: "Europe/Brussels", to: "Europe/Bruxelles",
            line: 5,
            says: "'Europe/Bruxelles' is not a time zone"),
        Slip(
            file: "ministries/xx/posts/here/post.yaml", from: "[sample]", to: "[sampel]", line: 10,
            says: "there is no procedure 'sampel'"),
        Slip(
            file: "ministries/xx/ministry.yaml", from: "currency: EUR", to: "currency: EURO", line: 5,
            says: "'EURO' is not a currency known here"),
    ]
}

@Suite struct `A declared file` {
    @Test func `gives no finding when it holds`() throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        #expect(try sandbox.findings() == [])
    }

    @Test(arguments: Slip.all) func `tells a slip with its line`(slip: Slip) throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        let good = try String(contentsOfFile: "\(sandbox.root)/\(slip.file)", encoding: .utf8)
        let broken = good.replacingOccurrences(of: slip.from, with: slip.to)
        try #require(broken != good)
        try sandbox.write(slip.file, broken)
        let findings = try sandbox.findings()
        let told = findings.first { $0.what.contains(slip.says) }
        #expect(told?.file == slip.file, "\(findings)")
        #expect(told?.line == slip.line, "\(findings)")
        #expect(told?.mend.isEmpty == false)
    }

    @Test func `tells several slips in one round`() throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        let broken = sampleProcedure.replacingOccurrences(of: "version: 1", with: "version: one")
            .replacingOccurrences(of: "max_mb: 1}", with: "max_mb: 0}")
            .replacingOccurrences(of: "identity: [name, birth]", with: "identity: []")
        try sandbox.write("procedures/sample.yaml", broken)
        #expect(try sandbox.findings().filter { $0.file == "procedures/sample.yaml" }.count == 4)
    }

    @Test func `is told when it is no YAML at all, with the line`() throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        try sandbox.write("procedures/sample.yaml", "id: sample\ntitle: {fr: a\nversion: 1\n")
        let finding = try #require(try sandbox.findings().first { $0.file == "procedures/sample.yaml" })
        #expect(finding.what.contains("this is not YAML"))
        #expect(finding.line >= 2)
    }

    @Test func `wants the appointment's service in the post's agenda`() throws {
        let sandbox = try DeclaredSandbox()
        defer { sandbox.remove() }
        try sandbox.write(
            "procedures/sample.yaml",
            sampleProcedure + "\nappointment: {service: desk, stage: before_review, minutes: 5}\n")
        let findings = try sandbox.findings()
        #expect(findings.map(\.what) == ["the post 'here' has no service 'desk' in its agenda"])
    }
}
