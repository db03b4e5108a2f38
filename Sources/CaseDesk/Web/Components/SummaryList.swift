/// What was answered, line by line, each with a way to change it where that is still allowed.
struct SummaryList: Sendable {
    struct Row: Sendable {
        let label: String
        let value: HTML
        var change: (href: String, label: String)?
    }

    let say: Phrases
    let rows: [Row]

    var html: HTML {
        let lines = rows.map { row -> HTML in
            "<div><dt>\(row.label)</dt><dd>\(row.value)</dd>\(changeMarkup(row))</div>"
        }
        return "<dl class=\"summary\">\(lines)</dl>"
    }

    private func changeMarkup(_ row: Row) -> HTML {
        guard let change = row.change else { return "" }
        return """
            <dd class="change"><a href="\(change.href)">\(change.label)<span class="hidden"> : \(row.label)</span></a></dd>
            """
    }
}
