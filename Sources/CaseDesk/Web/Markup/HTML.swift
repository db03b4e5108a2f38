/// Markup that is safe to send. Text interpolated into it is escaped byte by byte: a quote followed by a combining
/// mark is one `Character` that equals no quote, yet a browser still sees the quote. Markup interpolated is kept.
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    private(set) var bytes: [UInt8]

    init(stringLiteral value: String) {
        bytes = Array(value.utf8)
    }

    init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }

    /// Escapes any text, for the places where no literal surrounds it.
    init(text: String) {
        bytes = []
        bytes.appendEscaped(text)
    }

    /// Keeps markup that another part of the program made, such as a QR drawn as SVG.
    init(trusted markup: String) {
        bytes = Array(markup.utf8)
    }

    var isEmpty: Bool { bytes.isEmpty }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.bytes.append(contentsOf: right.bytes)
        return sum
    }

    static func += (left: inout HTML, right: HTML) {
        left.bytes.append(contentsOf: right.bytes)
    }
}

extension HTML {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: String) {
            bytes.append(contentsOf: literal.utf8)
        }

        mutating func appendInterpolation(_ text: String) { bytes.appendEscaped(text) }
        mutating func appendInterpolation(_ text: Substring) { bytes.appendEscaped(text) }
        mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }
        mutating func appendInterpolation(_ number: Int64) { appendLiteral(String(number)) }
        mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }
        mutating func appendInterpolation(_ html: HTML?) { if let html { appendInterpolation(html) } }

        mutating func appendInterpolation(_ list: [HTML]) {
            for html in list { appendInterpolation(html) }
        }

        /// ` name="value"`, or nothing when there is no value.
        mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            bytes.append(UInt8(ascii: " "))
            appendLiteral(name.description)
            appendLiteral("=\"")
            bytes.appendEscaped(value)
            bytes.append(UInt8(ascii: "\""))
        }

        /// ` name`, or nothing.
        mutating func appendInterpolation(attribute name: StaticString, when holds: Bool) {
            guard holds else { return }
            bytes.append(UInt8(ascii: " "))
            appendLiteral(name.description)
        }

        /// The markup made of a value, or nothing when there is none.
        mutating func appendInterpolation<Value>(_ value: Value?, as markup: (Value) -> HTML) {
            if let value { appendInterpolation(markup(value)) }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendEscaped(_ text: some StringProtocol) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): append(contentsOf: "&#39;".utf8)
            case 0: append(contentsOf: "\u{FFFD}".utf8)
            default: append(byte)
            }
        }
    }
}

extension Sequence where Element == HTML {
    func joined() -> HTML {
        reduce(into: "" as HTML) { $0 += $1 }
    }
}
