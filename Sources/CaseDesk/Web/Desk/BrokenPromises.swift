import Channels

/// An alarm on the desk's first page: an invariant that a worker found broken.
struct BrokenPromises: Sendable {
    let say: Phrases
    let names: [String]

    /// Those who answer for the post are told; a look that can't be had hides no page.
    static func seen(by agent: Agent, _ web: WebRequest) async throws -> [String] {
        guard !agent.roles.isDisjoint(with: [.supervisor, .administrator]) else { return [] }
        return (try? await InvariantsWatch(web.stories).last())?.broken ?? []
    }

    var html: HTML {
        guard !names.isEmpty else { return "" }
        return Notice(
            tone: .danger, title: say("desk.invariants.title"),
            content: """
                <p>\(say("desk.invariants.text"))</p>
                <ul>\(names.map { name -> HTML in "<li lang=\"en\"><bdi>\(name)</bdi></li>" })</ul>
                """
        ).html
    }
}
