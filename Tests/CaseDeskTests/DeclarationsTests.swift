import Declared
import Foundation
import Testing

@testable import CaseDesk

@Suite struct `All that is declared` {
    @Test func `has nothing to mend in this repository`() throws {
        let findings = Declarations.findings(root: repository, ministry: try ministry())
        #expect(findings == [])
    }

    /// A mistake in each kind of file; the line that is spoilt, and by what.
    @Test(arguments: [
        ("ministries/cd/ministry.yaml", "currency:", "currencie:"),
        ("ministries/cd/posts/bruxelles/post.yaml", "phone:", "fone:"),
        ("ministries/cd/posts/bruxelles/agenda.yaml", "services:", "servises:"),
        ("procedures/p19.yaml", "flow:", "flaw:"),
        ("procedures/flows/counter.yaml", "id:", "di:"),
        ("locales/fr/web.yaml", "skip:", "skipp:"),
        ("message-templates/document.issued/message.yaml", "lane:", "lain:"),
        ("message-templates/document.issued/fr.md", "{link}", "{lonk}"),
        ("document-templates/receipt/fr.md", "{reference}", "{referense}"),
    ])
    func `is refused with a mistake anywhere`(file: String, sound: String, spoilt: String) throws {
        let edited = try EditedRepository(file) { text in
            let place = try #require(text.range(of: sound))
            return text.replacingCharacters(in: place, with: spoilt)
        }
        defer { edited.remove() }
        let findings = Declarations.findings(root: edited.root, ministry: try ministry())
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.line > 0 && !$0.what.isEmpty && !$0.mend.isEmpty })
    }
}
