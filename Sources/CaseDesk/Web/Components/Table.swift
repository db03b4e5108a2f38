/// A table that can be scrolled sideways by keyboard on a narrow screen.
struct Table: Sendable {
    struct Column: Sendable {
        let title: String
        var isAmount = false
    }

    /// Read out with the table; shown too unless a heading above says the same.
    let caption: String
    var isCaptionShown = true
    let columns: [Column]
    /// The first cell of a row is its header.
    let rows: [[HTML]]

    var html: HTML {
        let heads = columns.map { column -> HTML in
            "<th scope=\"col\"\(attribute: "class", column.isAmount ? "amount" : nil)>\(column.title)</th>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>
            <caption\(attribute: "class", isCaptionShown ? nil : "hidden")>\(caption)</caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>\(rows.map(row))</tbody>
            </table></div>
            """
    }

    private func row(_ cells: [HTML]) -> HTML {
        let markup = cells.enumerated().map { index, cell -> HTML in
            let isAmount = columns.indices.contains(index) && columns[index].isAmount
            let style: String? = isAmount ? "amount" : nil
            return index == 0
                ? "<th scope=\"row\"\(attribute: "class", style)>\(cell)</th>"
                : "<td\(attribute: "class", style)>\(cell)</td>"
        }
        return "<tr>\(markup)</tr>"
    }
}
