internal import Channels
package import Declared
package import Scheduler

/// All that is declared for a ministry, looked at as one: what `guichet check` lists.
package enum Declarations {
    /// What is wrong in `locales/`, `message-templates/`, `document-templates/`, `procedures/` and the ministry's folder
    /// under `root`: each thing once, by file and line.
    package static func findings(root: String, ministry: Ministry.ID) -> [Finding] {
        let words = Words(directory: root + "/locales")
        let templates = MessageTemplates(directory: root + "/message-templates", words: words)
        var findings = words.findings + templates.findings
        do throws(CatalogueUnusable) {
            let catalogue = try Catalogue.load(root: root, ministry: ministry)
            findings += catalogue.findings
            findings += DeclaredPapers.findings(catalogue, root: root)
            findings += DeclaredMessages.findings(catalogue, templates)
            findings += DeclaredTexting.findings(words, templates, locales: catalogue.locales)
        } catch {
            findings += error.findings
        }
        return Set(findings).sorted()
    }
}
