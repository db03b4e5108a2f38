/// A QR as inline SVG: no request, sharp on every screen, dark on white in every colour scheme.
struct QRPicture: Sendable {
    private let code: QRCode

    /// Nil when the text is too long for a QR.
    init?(text: String) {
        guard let code = QRCode(text) else { return nil }
        self.code = code
    }

    var html: HTML {
        let side = code.width + 8
        return """
            <svg viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges" aria-hidden="true" focusable="false">\
            <path fill="#000" d="\(code.path)"/></svg>
            """
    }
}
