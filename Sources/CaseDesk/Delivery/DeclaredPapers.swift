package import Declared

/// The templates of documents, checked against the procedures that print them.
package enum DeclaredPapers {
    package static func findings(_ catalogue: Catalogue, root: String) -> [Finding] {
        var findings: [Finding] = []
        for procedure in catalogue.procedures {
            var papers = [(kind: "proof-of-deposit", names: DocumentValues.names(for: procedure))]
            if procedure.fee != nil { papers.append(("receipt", DocumentValues.names(for: procedure))) }
            papers += procedure.outputs.map {
                (kind: $0.template, names: DocumentValues.names(for: procedure, $0))
            }
            for (kind, names) in papers {
                for locale in catalogue.locales {
                    findings += check(kind, locale, names, procedure, root: root)
                }
            }
        }
        return findings
    }

    private static func check(
        _ kind: String, _ locale: String, _ names: Set<String>, _ procedure: Procedure, root: String
    ) -> [Finding] {
        let file = "document-templates/\(kind)/\(locale).md"
        do {
            let template = try DocumentTemplate(
                directory: root + "/document-templates", kind: kind, locale: locale)
            return template.placeholders.subtracting(names).sorted().map { name in
                Finding(
                    file: file, line: 1, what: "{\(name)} is no value of \(procedure.file)",
                    mend: "name a field of its form, or a name under 'values' of its output")
            }
        } catch {
            return [Finding(file: file, line: 1, what: "\(error)", mend: "write it like the other templates")]
        }
    }
}
