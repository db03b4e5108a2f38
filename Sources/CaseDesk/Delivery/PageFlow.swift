/// Where everything stands, page by page. Pages are only drawn when all are known, since each says how many there are.
struct PageFlow {
    enum Element {
        case open(Sheet.Tag)
        case close(Sheet.Tag)
        case text(SheetText, Range<Int>, x: Double, y: Double, grey: Double)
        case rule(x: Double, y: Double, width: Double, thickness: Double, grey: Double)
        case code(QRCode, x: Double, y: Double, side: Double)
    }

    /// Text in a column of its own, `x` from the page's edge.
    struct Column {
        let text: SheetText
        let x: Double
        var grey = 0.0
        var tag: Sheet.Tag?
    }

    static let margin = 56.0
    static let top = 48.0
    static let bottom = Sheet.height - 76

    private(set) var pages: [[Element]] = [[]]
    private(set) var y = PageFlow.top

    mutating func space(_ height: Double) { y += height }

    mutating func open(_ tag: Sheet.Tag) { pages[pages.count - 1].append(.open(tag)) }
    mutating func close(_ tag: Sheet.Tag) { pages[pages.count - 1].append(.close(tag)) }

    /// Goes to the next page unless so much still fits on this one.
    mutating func keep(_ height: Double) {
        if y + height > Self.bottom, y > Self.top { newPage() }
    }

    /// Places columns beside each other; lines that don't fit continue on the next page.
    mutating func place(_ columns: [Column]) {
        var next = columns.map { _ in 0 }
        while true {
            let start = y
            for (index, column) in columns.enumerated() {
                let lines = fitting(column.text, from: next[index])
                next[index] = lines.upperBound
                guard !lines.isEmpty else { continue }
                if let tag = column.tag { open(tag) }
                add(.text(column.text, lines, x: column.x, y: start, grey: column.grey))
                if let tag = column.tag { close(tag) }
                y = max(y, start + column.text.heights[lines].reduce(0, +))
            }
            if zip(next, columns).allSatisfy({ $0 >= $1.text.heights.count }) { return }
            newPage()
        }
    }

    mutating func rule(x: Double, width: Double, thickness: Double = 0.5, grey: Double = 0.75) {
        add(.rule(x: x, y: y, width: width, thickness: thickness, grey: grey))
    }

    mutating func code(_ code: QRCode, x: Double, side: Double) {
        add(.code(code, x: x, y: y, side: side))
    }

    private mutating func add(_ element: Element) { pages[pages.count - 1].append(element) }

    private mutating func newPage() {
        pages.append([])
        y = Self.top
    }

    /// At the head of a page one line always goes, however tall: else a page would follow another for ever.
    private func fitting(_ text: SheetText, from first: Int) -> Range<Int> {
        var end = first
        var height = 0.0
        while end < text.heights.count,
            y + height + text.heights[end] <= Self.bottom || (end == first && y == Self.top)
        {
            height += text.heights[end]
            end += 1
        }
        return first..<end
    }
}
