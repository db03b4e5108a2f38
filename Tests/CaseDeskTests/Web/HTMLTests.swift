import Foundation
import Testing

@testable import CaseDesk

@Suite struct `Markup` {
    static let naughty: [String] = {
        let file = URL(filePath: "\(TestWords.root)/Tests/Vectors/naughty-strings.json")
        return (try? JSONDecoder().decode([String].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func `has naughty strings to be tried with`() {
        #expect(Self.naughty.count > 250)
    }

    @Test func `lets no text open a tag or leave an attribute`() {
        for text in Self.naughty + ["\"\u{301}onload=x", "<\u{301}script>", "'\u{338}", "&\u{20DD}lt;"] {
            let html: HTML = "<p title=\"\(text)\">\(text)</p>"
            let inside = html.bytes.dropFirst("<p title=\"".utf8.count).dropLast("</p>".utf8.count)
            #expect(inside.count { $0 == UInt8(ascii: "<") } == 0)
            #expect(inside.count { $0 == UInt8(ascii: ">") } == 1)
            #expect(inside.count { $0 == UInt8(ascii: "\"") } == 1)
            #expect(!inside.contains(UInt8(ascii: "'")))
        }
    }

    @Test func `gives every text back when a browser reads it`() {
        for text in Self.naughty where !text.contains("\0") {
            let back = HTML(text: text).string
                .replacingOccurrences(of: "&lt;", with: "<", options: .literal)
                .replacingOccurrences(of: "&gt;", with: ">", options: .literal)
                .replacingOccurrences(of: "&quot;", with: "\"", options: .literal)
                .replacingOccurrences(of: "&#39;", with: "'", options: .literal)
                .replacingOccurrences(of: "&amp;", with: "&", options: .literal)
            #expect(Array(back.utf8) == Array(text.utf8))
        }
    }

    @Test func `keeps markup and escapes text beside it`() {
        let bold: HTML = "<b>\("<")</b>"
        let html: HTML = "\(bold)\([bold, bold])\(7)\("a" as Substring)"
        #expect(html.string == "<b>&lt;</b><b>&lt;</b><b>&lt;</b>7a")
    }

    @Test func `quotes attributes and leaves out absent ones`() {
        let html: HTML =
            "<a\(attribute: "href", "\"x\"")\(attribute: "id", nil)\(attribute: "hidden", when: true)>"
        #expect(html.string == "<a href=\"&quot;x&quot;\" hidden>")
    }
}
