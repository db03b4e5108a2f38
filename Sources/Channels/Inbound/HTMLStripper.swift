/// The words of an HTML email that came without a plain text. Looks at each byte once or twice, whatever stands there.
struct HTMLStripper {
    static func text(_ html: String) -> String {
        var stripper = HTMLStripper(html)
        stripper.run()
        var text = String(decoding: stripper.out, as: UTF8.self)
        for (name, character) in [
            ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] {
            text = text.replacing(name, with: character)
        }
        return text
    }

    private let bytes: [UInt8]
    private var index = 0
    private var out: [UInt8] = []

    private static let silent: Set = ["style", "script", "head"]
    private static let lineEnds: Set = ["br", "/p", "/div", "/li", "/tr"]

    private init(_ html: String) { bytes = Array(html.utf8) }

    private mutating func run() {
        // What comes after the last one is no tag, whatever it begins with.
        let last = bytes.lastIndex(of: UInt8(ascii: ">")) ?? -1
        while index < bytes.count {
            let name = index < last && bytes[index] == UInt8(ascii: "<") ? tagName(at: index + 1) : nil
            if let name {
                leave(name)
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
    }

    /// "p", "/div", "!"; nil where no tag begins.
    private func tagName(at start: Int) -> String? {
        var end = start
        if bytes[end] == UInt8(ascii: "!") || bytes[end] == UInt8(ascii: "?") { return "!" }
        if bytes[end] == UInt8(ascii: "/") { end += 1 }
        let letters = end
        while end < bytes.count, end < start + 12, isLetter(bytes[end]) { end += 1 }
        return end == letters ? nil : String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
    }

    private mutating func leave(_ name: String) {
        if Self.lineEnds.contains(name) { out.append(10) }
        while index < bytes.count, bytes[index] != UInt8(ascii: ">") { index += 1 }
        index += 1
        guard Self.silent.contains(name) else { return }
        let closing = Array("</\(name)".utf8)
        while index < bytes.count, !isAt(closing) { index += 1 }
    }

    private func isAt(_ closing: [UInt8]) -> Bool {
        guard index + closing.count <= bytes.count else { return false }
        return closing.indices.allSatisfy { bytes[index + $0] | 0x20 == closing[$0] | 0x20 }
    }

    private func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}
