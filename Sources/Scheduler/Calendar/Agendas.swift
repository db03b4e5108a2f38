/// The agendas of a ministry, by post.
package struct Agendas: Sendable, Equatable {
    package let byPost: [String: Agenda]

    package init(_ agendas: [Agenda]) {
        byPost = Dictionary(agendas.map { ($0.post, $0) }) { first, _ in first }
    }
}
