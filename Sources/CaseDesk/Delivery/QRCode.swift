import CPango

/// A QR symbol with error correction M: it is read again when 15 % of it is dirty or torn.
package struct QRCode: Sendable, Equatable {
    /// Modules on a side, without the quiet zone.
    package let width: Int
    /// Row by row, 1 for dark.
    let modules: [UInt8]

    /// `nil` when the text is too long for a symbol (2,331 bytes).
    package init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        var modules = [UInt8](repeating: 0, count: 177 * 177)
        let width = Int(unsafe qr_encode(text, &modules, modules.count))
        guard width > 0 else { return nil }
        self.width = width
        self.modules = Array(modules.prefix(width * width))
    }

    /// Path data of the dark modules in a square of `width` + 8 units: the quiet zone of four modules is inside.
    package var path: String {
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let run = modules[(row * width + column)..<((row + 1) * width)].prefix { $0 == 1 }.count
                if run > 0 { path += "M\(column + 4) \(row + 4)h\(run)v1h-\(run)z" }
                column += max(run, 1)
            }
        }
        return path
    }
}
