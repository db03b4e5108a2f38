package import Foundation

/// The ministry's picture at the head of its emails. It travels with them: nothing is fetched, so nobody learns who reads.
package struct EmailLogo: Sendable {
    let bytes: [UInt8]
    let width: Int
    let height: Int

    /// Where it goes in a body's HTML.
    static let place = "<!--logo-->"
    /// A larger one would weigh more than all the words.
    private static let largest = 40_000
    /// Shown at half its size, so that it is sharp on any screen.
    private static let scale = 2

    /// A PNG file; nil when it is none, or too heavy.
    package init?(_ data: Data) {
        let bytes = [UInt8](data)
        guard bytes.count <= Self.largest, bytes.count > 24,
            bytes.starts(with: [137, 80, 78, 71, 13, 10, 26, 10])
        else { return nil }
        func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        self.bytes = bytes
        width = number(at: 16) / Self.scale
        height = number(at: 20) / Self.scale
    }

    func shown(in html: String, id: String, name: String) -> String {
        let picture = """
            <p style="margin:0 0 24px"><img src="cid:\(id)" alt="\(HTMLText.escape(name))" width="\(width)" \
            height="\(height)" style="border:0;max-width:100%;height:auto"></p>
            """
        return html.replacing(Self.place, with: picture, maxReplacements: 1)
    }
}
