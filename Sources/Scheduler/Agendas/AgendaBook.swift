import Synchronization

/// The agendas that count now, in one process: the files, and what the desk published over them.
package final class AgendaBook: Sendable {
    private struct State {
        var agendas: Agendas
        /// The newest version known of each post, whether it counts or not.
        var numbers: [String: Int] = [:]
    }

    private let files: Agendas
    private let sources: [String: AgendaSource]
    private let state: Mutex<State>

    /// Without `sources`, nothing can be published over `files`.
    package init(_ files: Agendas, sources: [AgendaSource] = []) {
        self.files = files
        self.sources = Dictionary(sources.map { ($0.post, $0) }) { first, _ in first }
        state = Mutex(State(agendas: files))
    }

    package var agendas: Agendas { state.withLock(\.agendas) }

    package func source(of post: String) -> AgendaSource? { sources[post] }

    var isEditable: Bool { !sources.isEmpty }
    var numbers: [String: Int] { state.withLock(\.numbers) }

    /// Opens the book at these versions, given in order; older ones than it knows are left out. Answers those that
    /// can't be read any more, for which the file counts.
    func take(_ versions: [AgendaVersion], today: LocalDate) -> [AgendaVersion] {
        var unreadable: [AgendaVersion] = []
        for version in versions {
            guard let source = sources[version.post] else { continue }
            var agenda = files.byPost[version.post]
            if case .version = source.standing(version) {
                if let read = source.read(version.text, today: today).agenda {
                    agenda = read
                } else {
                    unreadable.append(version)
                }
            }
            state.withLock { state in
                guard version.number > state.numbers[version.post, default: 0] else { return }
                state.numbers[version.post] = version.number
                var byPost = state.agendas.byPost
                byPost[version.post] = agenda
                state.agendas = Agendas(Array(byPost.values))
            }
        }
        return unreadable
    }
}
