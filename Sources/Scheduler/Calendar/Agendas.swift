package import Declared
import Foundation

/// The agendas of a ministry, by post.
package struct Agendas: Sendable, Equatable {
    package let byPost: [String: Agenda]

    package init(_ agendas: [Agenda]) {
        byPost = Dictionary(agendas.map { ($0.post, $0) }) { first, _ in first }
    }

    /// Reads `posts/<post>/agenda.yaml` under a ministry's folder; a post without one receives nobody.
    /// `name` is how the folder is called in findings, such as `ministries/cd`.
    package static func read(
        ministry folder: String, name: String, locales: [String], today: LocalDate
    ) -> (agendas: Agendas, findings: [Finding]) {
        let posts = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/posts"))?.sorted() ?? []
        var agendas: [Agenda] = []
        var findings: [Finding] = []
        for post in posts {
            let path = "posts/\(post)/agenda.yaml"
            guard let contents = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) else {
                continue
            }
            let file = DeclaredFile(path: "\(name)/\(path)", contents: contents, locales: locales)
            let reading = AgendaFile(post: post, file: file, today: today).read()
            findings += reading.findings
            if let agenda = reading.agenda { agendas.append(agenda) }
        }
        return (Agendas(agendas), findings)
    }
}
