/// What happened, newest first; messages bear their outcome.
struct Timeline: Sendable {
    struct Entry: Sendable {
        let when: String
        let what: String
        var who: String?
        var details: [String] = []
    }

    let entries: [Entry]

    var html: HTML {
        let items = entries.map { entry -> HTML in
            """
            <li><span class="when">\(entry.when)\(entry.who, as: { " · \($0)" })</span>
            <span class="what"><bdi>\(entry.what)</bdi></span>\(details(of: entry))</li>
            """
        }
        return "<ol class=\"timeline\">\(items)</ol>"
    }

    private func details(of entry: Entry) -> HTML {
        guard !entry.details.isEmpty else { return "" }
        return "<ul>\(entry.details.map { "<li><bdi>\($0)</bdi></li>" as HTML })</ul>"
    }
}
