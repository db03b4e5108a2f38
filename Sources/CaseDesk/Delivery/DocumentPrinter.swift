import Dispatch
package import Scheduler

/// Turns a template and its values into a tagged PDF file of A4 pages.
package final class DocumentPrinter: Sendable {
    /// A file without its signature, and what the signature's update says about it.
    package struct Page: Sendable, Equatable {
        package let pdf: [UInt8]
        package let description: PDFDescription
    }

    private let fonts: SheetFonts
    /// Pages take milliseconds of pure computing: not on the cooperative pool. Fonts serve one page at a time.
    private let queue = DispatchQueue(label: "guichet.printer")

    /// The folder must hold Noto Sans and Noto Naskh Arabic (Noto Sans Arabic can't be read back from a PDF file).
    package init(fonts directory: String = "/usr/share/fonts/truetype/noto") throws(DocumentFailure) {
        fonts = try SheetFonts(directory: directory)
    }

    /// `address` goes into the QR code. `values` must hold every placeholder of the template.
    package func print(
        _ template: DocumentTemplate, values: [String: String], address: String, at time: Instant
    ) async throws(DocumentFailure) -> Page {
        let page: Result<Page, DocumentFailure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(DocumentFailure) in
                        try self.printNow(template, values, address, time)
                    })
            }
        }
        return try page.get()
    }

    private func printNow(
        _ template: DocumentTemplate, _ values: [String: String], _ address: String, _ time: Instant
    ) throws(DocumentFailure) -> Page {
        guard let code = QRCode(address) else { throw .rendering("an address that no QR code holds") }
        func plain(_ setting: DocumentTemplate.Setting) throws(DocumentFailure) -> String {
            try (template.settings[setting] ?? []).plain(values)
        }
        let direction = PDFDescription.Direction(locale: template.locale)
        let sheet = try Sheet(
            fonts,
            Sheet.Properties(
                title: plain(.title), author: plain(.authority), created: PDFText.timestamp(time),
                language: template.locale, direction: direction))
        let layout = DocumentLayout(
            template: template, values: values, code: code, direction: direction, sheet: sheet)
        let pictures = try layout.draw()
        let description = try plain(.picture)
        return Page(
            pdf: try sheet.finish(),
            description: PDFDescription(
                language: template.locale, direction: direction,
                figures: Array(repeating: description, count: pictures)))
    }
}

extension PDFDescription.Direction {
    /// By the language's usual script.
    package init(locale: String) {
        let language = locale.prefix { $0 != "-" && $0 != "_" }
        self = ["ar", "fa", "he", "ur"].contains(language) ? .rightToLeft : .leftToRight
    }
}
