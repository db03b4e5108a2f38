import Testing

@testable import CaseDesk

@Suite struct `A multipart body` {
    static let body = Array(
        ("preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\nabc\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"scan \u{e9}.pdf\"\r\n"
            + "Content-Type: application/pdf\r\n\r\n%PDF\r\n--X\r\n--XY-\r\nend\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\nepilogue").utf8)

    @Test(arguments: [1, 2, 3, 7, 16, 64, 4_096])
    func `is read the same however it is cut`(size: Int) throws {
        var parser = try #require(MultipartParser(contentType: "multipart/form-data; boundary=XX"))
        var parts: [(MultipartParser.Part, [UInt8])] = []
        for start in stride(from: 0, to: Self.body.count, by: size) {
            for event in try parser.feed(Self.body[start..<min(start + size, Self.body.count)]) {
                switch event {
                case .began(let part): parts.append((part, []))
                case .bytes(let bytes): parts[parts.count - 1].1 += bytes
                case .ended: break
                }
            }
        }
        try parser.finish()
        #expect(parts.map(\.0.name) == ["_token", "file", "empty"])
        #expect(
            parts.map { String(decoding: $0.1, as: UTF8.self) } == ["abc", "%PDF\r\n--X\r\n--XY-\r\nend", ""])
        #expect(parts[1].0.fileName == "scan \u{e9}.pdf")
        #expect(parts[1].0.type == "application/pdf")
    }

    @Test func `that was cut short is told from one that ended`() throws {
        var parser = try #require(MultipartParser(contentType: "multipart/form-data; boundary=\"XX\""))
        _ = try parser.feed(Self.body.dropLast(40))
        #expect(throws: MultipartParser.Failure.cutShort) { try parser.finish() }
    }

    @Test func `without a name or with endless headers is refused`() throws {
        var nameless = try #require(MultipartParser(contentType: "multipart/form-data; boundary=XX"))
        #expect(throws: MultipartParser.Failure.malformed) {
            try nameless.feed(Array("--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--".utf8))
        }
        var endless = try #require(MultipartParser(contentType: "multipart/form-data; boundary=XX"))
        _ = try endless.feed(Array("--XX\r\nX: ".utf8))
        #expect(throws: MultipartParser.Failure.malformed) {
            try endless.feed([UInt8](repeating: 65, count: 9_000))
        }
    }

    @Test(arguments: ["text/plain", "multipart/form-data", "multipart/form-data; boundary="])
    func `needs a boundary`(type: String) {
        #expect(MultipartParser(contentType: type) == nil)
    }
}

@Suite struct `A form body` {
    @Test func `is decoded as browsers encode it`() throws {
        let form = try #require(FormBody(encoded: Array("a=1+%2B+2&b=%D8%A7&a=3&c&d=%zz".utf8)))
        #expect(form["a"] == "1 + 2")
        #expect(form.all("a") == ["1 + 2", "3"])
        #expect(form["b"] == "\u{627}")
        #expect(form.has("c") && form["c"].isEmpty)
        #expect(form["d"].hasPrefix("\u{FFFD}"))
    }

    @Test func `with too many fields is refused`() {
        let flood = (0...FormBody.fieldLimit).map { "f\($0)=1" }.joined(separator: "&")
        #expect(FormBody(encoded: Array(flood.utf8)) == nil)
    }

    @Test func `loses the blanks and direction marks around a value`() throws {
        let form = try #require(FormBody(encoded: Array("p=%E2%80%AA%2B32+470%E2%80%AC%C2%A0".utf8)))
        #expect(form["p"] == "+32 470")
    }
}

@Suite struct `A browser's languages` {
    @Test(arguments: [
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"), ("en,fr;q=0.5", "fr"), ("en", "fr"), ("fr;q=0.2,ar;q=0.7", "ar"),
        ("ar;q=0", "fr"), ("", "fr"), ("*;q=0.5,,;;", "fr"),
    ])
    func `choose among ours`(header: String, expected: String) {
        #expect(AcceptLanguage.best(header, of: ["fr", "ar"], otherwise: "fr") == expected)
    }
}
