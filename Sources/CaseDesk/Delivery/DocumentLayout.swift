/// Sets a template with its values: letterhead, title, body, and the foot of every page.
struct DocumentLayout {
    let template: DocumentTemplate
    let values: [String: String]
    let code: QRCode
    let direction: PDFDescription.Direction
    let sheet: Sheet

    private static let codeSide = 124.0
    private var width: Double { Sheet.width - 2 * PageFlow.margin }
    /// Naskh letters are drawn smaller than Latin ones of the same size.
    private var body: Double { direction == .rightToLeft ? 11.5 : 10.5 }

    /// Returns how many pictures there are, for their descriptions.
    func draw() throws(DocumentFailure) -> Int {
        var flow = PageFlow()
        flow.open(.document)
        try letterhead(&flow)
        var pictures = 0
        for block in template.blocks {
            switch block {
            case .heading(let line): try heading(line, &flow)
            case .paragraph(let line): try paragraph(line, &flow)
            case .table(let rows): try table(rows, &flow)
            case .signature: try signature(&flow)
            case .code:
                try verification(&flow)
                pictures += 1
            }
        }
        flow.close(.document)
        for (index, page) in flow.pages.enumerated() {
            if index > 0 { sheet.nextPage() }
            for element in page { draw(element) }
            try foot(page: index + 1, of: flow.pages.count)
        }
        return pictures
    }

    private func letterhead(_ flow: inout PageFlow) throws(DocumentFailure) {
        let x = PageFlow.margin
        flow.place([column(try set(.authority, size: body, bold: true), x: x, tag: .paragraph)])
        flow.place([column(try set(.post, size: body - 0.5), x: x, grey: 0.25, tag: .paragraph)])
        flow.space(10)
        flow.rule(x: x, width: width, thickness: 1.5, grey: 0)
        flow.space(30)
        flow.place([column(try set(.title, size: 2 * body, bold: true), x: x, tag: .title)])
        flow.space(12)
    }

    private func heading(_ line: DocumentTemplate.Line, _ flow: inout PageFlow) throws(DocumentFailure) {
        let text = try sheet.set(
            Markup.bold(try Markup.line(line, values)), size: body + 2, width: width)
        flow.space(8)
        // A heading stays with what it announces.
        flow.keep(text.height + 60)
        flow.place([column(text, x: PageFlow.margin, tag: .heading)])
        flow.space(4)
    }

    private func paragraph(_ line: DocumentTemplate.Line, _ flow: inout PageFlow) throws(DocumentFailure) {
        let text = try sheet.set(try Markup.line(line, values), size: body, width: width)
        flow.keep(min(text.height, 3 * body))
        flow.place([column(text, x: PageFlow.margin, tag: .paragraph)])
        flow.space(10)
    }

    /// A row whose value is empty says nothing and is left out.
    private func table(_ rows: [DocumentTemplate.Row], _ flow: inout PageFlow) throws(DocumentFailure) {
        let labels = width * 0.36
        let facts = width - labels - 12
        flow.open(.table)
        flow.rule(x: PageFlow.margin, width: width)
        for row in rows where !(try row.value.plain(values)).allSatisfy(\.isWhitespace) {
            let label = try sheet.set(try Markup.line(row.label, values), size: body - 0.5, width: labels)
            let value = try sheet.set(try Markup.line(row.value, values), size: body, width: facts)
            flow.keep(max(label.height, value.height) + 10)
            flow.space(5)
            flow.open(.row)
            flow.place([
                column(label, x: across(from: 0, labels), grey: 0.3, tag: .label),
                column(value, x: across(from: labels + 12, facts), tag: .cell),
            ])
            flow.close(.row)
            flow.space(5)
            flow.rule(x: PageFlow.margin, width: width)
        }
        flow.close(.table)
        flow.space(14)
    }

    private func signature(_ flow: inout PageFlow) throws(DocumentFailure) {
        let half = width * 0.5
        let x = across(from: half, half)
        let signed = try set(.signed, size: body, width: half)
        let signatory = try set(.signatory, size: body, width: half, bold: true)
        flow.space(10)
        flow.keep(signed.height + signatory.height + 6)
        flow.place([column(signed, x: x, tag: .paragraph)])
        flow.space(4)
        flow.place([column(signatory, x: x, tag: .paragraph)])
        flow.space(18)
    }

    private func verification(_ flow: inout PageFlow) throws(DocumentFailure) {
        let side = Self.codeSide
        let beside = width - side - 30
        let x = across(from: side + 30, beside)
        let caption = try set(.verify, size: body - 1, width: beside)
        let number = try set(.number, size: body - 1, width: beside)
        flow.keep(side + 26)
        flow.rule(x: PageFlow.margin, width: width)
        flow.space(14)
        flow.open(.figure)
        flow.code(code, x: across(from: 6, side), side: side)
        flow.close(.figure)
        let top = flow.y
        flow.space(max(0, (side - caption.height - number.height - 8) / 2))
        flow.place([column(caption, x: x, grey: 0.15, tag: .paragraph)])
        flow.space(8)
        flow.place([column(number, x: x, tag: .paragraph)])
        flow.space(max(0, top + side - flow.y) + 12)
    }

    private func foot(page: Int, of pages: Int) throws(DocumentFailure) {
        let y = Sheet.height - 58
        sheet.rule(x: PageFlow.margin, y: y, width: width, thickness: 0.5, grey: 0.75)
        let number = try sheet.set(
            "\u{2066}\(page) / \(pages)\u{2069}", size: 8.5, width: 60, alignment: .end)
        let text = try set(.footer, size: 8.5, width: width - 70)
        sheet.draw(text, lines: text.heights.indices, x: across(from: 0, width - 70), y: y + 6, grey: 0.35)
        sheet.draw(
            number, lines: number.heights.indices, x: across(from: width - 60, 60), y: y + 6, grey: 0.35)
    }

    private func draw(_ element: PageFlow.Element) {
        switch element {
        case .open(let tag): sheet.open(tag)
        case .close(let tag): sheet.close(tag)
        case .text(let text, let lines, let x, let y, let grey):
            sheet.draw(text, lines: lines, x: x, y: y, grey: grey)
        case .rule(let x, let y, let width, let thickness, let grey):
            sheet.rule(x: x, y: y, width: width, thickness: thickness, grey: grey)
        case .code(let code, let x, let y, let side): sheet.draw(code, x: x, y: y, side: side)
        }
    }

    private func set(
        _ setting: DocumentTemplate.Setting, size: Double, width: Double? = nil, bold: Bool = false
    ) throws(DocumentFailure) -> SheetText {
        let markup = try Markup.line(template.settings[setting] ?? [], values)
        return try sheet.set(bold ? Markup.bold(markup) : markup, size: size, width: width ?? self.width)
    }

    private func column(_ text: SheetText, x: Double, grey: Double = 0, tag: Sheet.Tag) -> PageFlow.Column {
        PageFlow.Column(text: text, x: x, grey: grey, tag: tag)
    }

    /// The left edge of something that stands `offset` into the line, counted from where reading begins.
    private func across(from offset: Double, _ width: Double) -> Double {
        direction == .leftToRight
            ? PageFlow.margin + offset : Sheet.width - PageFlow.margin - offset - width
    }
}
