import CPango

/// The fonts that documents are set in, from one folder and no other: what a machine has installed besides changes nothing.
@safe final class SheetFonts: @unchecked Sendable {
    // Sendable: the printer's queue is the only one that uses it.
    fileprivate let handle: OpaquePointer

    init(directory: String) throws(DocumentFailure) {
        let configuration = """
            <?xml version="1.0"?>
            <fontconfig>
              <dir>\(Markup.escaped(directory))</dir>
              <cachedir>/var/cache/fontconfig</cachedir>
              <cachedir prefix="xdg">fontconfig</cachedir>
            </fontconfig>
            """
        guard let handle = unsafe sheet_fonts_load(configuration) else {
            throw .rendering("no fonts in \(directory)")
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe sheet_fonts_free(handle)
    }
}

/// The pages of one document while they are measured and drawn.
@safe final class Sheet {
    static let width = 595.276
    static let height = 841.89

    struct Properties {
        let title, author, created, language: String
        let direction: PDFDescription.Direction
    }

    private final class Output { var bytes: [UInt8] = [] }

    private let handle: OpaquePointer
    private let output = Output()
    private let fonts: SheetFonts
    private var finished = false

    init(_ fonts: SheetFonts, _ properties: Properties) throws(DocumentFailure) {
        self.fonts = fonts
        let output = unsafe Unmanaged.passUnretained(output).toOpaque()
        let handle: OpaquePointer? = unsafe properties.title.withCString { title in
            unsafe properties.author.withCString { author in
                unsafe properties.created.withCString { created in
                    unsafe properties.language.withCString { language in
                        unsafe sheet_begin(
                            fonts.handle,
                            sheet_properties(
                                title: title, author: author, created: created, language: language,
                                right_to_left: properties.direction == .rightToLeft ? 1 : 0,
                                // Naskh asks for room for stacked vowels, which public documents don't print.
                                leading: properties.direction == .rightToLeft ? 0.84 : 1),
                            { context, bytes, count in
                                guard let context = unsafe context else { return 1 }
                                let output = unsafe Unmanaged<Output>.fromOpaque(context)
                                    .takeUnretainedValue()
                                unsafe output.bytes.append(
                                    contentsOf: UnsafeBufferPointer(start: bytes, count: count))
                                return 0
                            }, output)
                    }
                }
            }
        }
        guard let handle = unsafe handle else { throw .rendering("no memory for a document") }
        unsafe self.handle = unsafe handle
    }

    deinit {
        if !finished { _ = unsafe sheet_finish(handle) }
    }

    /// The whole file. Nothing can be drawn after it.
    func finish() throws(DocumentFailure) -> [UInt8] {
        finished = true
        let status = unsafe sheet_finish(handle)
        guard status == 0 else { throw .rendering("cairo status \(status)") }
        return output.bytes
    }

    func nextPage() { unsafe sheet_next_page(handle) }
    func open(_ tag: Tag) { unsafe sheet_open_tag(handle, tag.rawValue) }
    func close(_ tag: Tag) { unsafe sheet_close_tag(handle, tag.rawValue) }

    func draw(_ text: SheetText, lines: Range<Int>, x: Double, y: Double, grey: Double) {
        unsafe sheet_text_draw(
            handle, text.handle, CInt(lines.lowerBound), CInt(lines.count), x, y, grey)
    }

    func rule(x: Double, y: Double, width: Double, thickness: Double, grey: Double) {
        unsafe sheet_rule(handle, x, y, width, thickness, grey)
    }

    func draw(_ code: QRCode, x: Double, y: Double, side: Double) {
        unsafe sheet_modules(handle, code.modules, CInt(code.width), x, y, side)
    }

    func set(
        _ markup: String, size: Double, width: Double, alignment: SheetText.Alignment = .start
    ) throws(DocumentFailure) -> SheetText {
        let side =
            switch alignment {
            case .start: SHEET_START
            case .centre: SHEET_CENTRE
            case .end: SHEET_END
            }
        guard
            let text = unsafe sheet_text_set(
                handle, markup, "Noto Sans, Noto Naskh Arabic", size, width, side)
        else { throw .rendering("text that pango can't read") }
        return unsafe SheetText(handle: text)
    }

    /// Structure types of ISO 32000-1, 14.8.4.
    enum Tag: String, Sendable {
        case document = "Document"
        case title = "H1"
        case heading = "H2"
        case paragraph = "P"
        case table = "Table"
        case row = "TR"
        case label = "TH"
        case cell = "TD"
        case figure = "Figure"
    }
}

/// A paragraph broken into lines.
@safe final class SheetText {
    enum Alignment { case start, centre, end }

    let heights: [Double]
    fileprivate let handle: OpaquePointer

    @unsafe fileprivate init(handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
        let count = unsafe sheet_text_lines(handle)
        heights = (0..<count).map { unsafe sheet_text_line_height(handle, $0) }
    }

    deinit {
        unsafe sheet_text_free(handle)
    }

    var height: Double { heights.reduce(0, +) }
}
