import Channels
import Declared

extension Workspace {
    /// What people call a kind of document: by the output that it is of, or by its own words.
    func title(ofDocument kind: String, in locale: String) -> String {
        let output = catalogue.procedures.lazy.flatMap(\.outputs).first { $0.template == kind }
        return output?.title[locale] ?? words.text("documents.kind.\(kind)", in: locale)
    }
}
