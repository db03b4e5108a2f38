internal import Foundation

/// Reads an email that came from outside: lenient, bounded, never trusting a length or a depth.
struct MIMEReader {
    struct Part {
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        /// The first with this name, unfolded.
        func header(_ name: String) -> String? {
            headers.first { $0.name == name }?.value
        }

        func all(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

        var type: (name: String, parameters: [String: String]) {
            MIMEReader.parameters(header("content-type") ?? "text/plain")
        }
    }

    static let deepest = 8

    static func read(_ bytes: [UInt8]) -> Part {
        let (head, body) = split(bytes)
        return Part(headers: headers(head), body: body)
    }

    /// The text that a person wrote: the first plain part, else the first HTML one without its tags.
    static func text(_ part: Part) -> String? {
        find("text/plain", in: part, depth: 0).map(decoded)
            ?? find("text/html", in: part, depth: 0).map { HTMLStripper.text(decoded($0)) }
    }

    private static func find(_ type: String, in part: Part, depth: Int) -> Part? {
        let (name, parameters) = part.type
        if name.hasPrefix("multipart/") {
            guard depth < deepest, let boundary = parameters["boundary"], !boundary.isEmpty else {
                return nil
            }
            for child in children(of: part.body, boundary: boundary) {
                if let found = find(type, in: child, depth: depth + 1) { return found }
            }
            return nil
        }
        let isFile = part.header("content-disposition")?.lowercased().hasPrefix("attachment") ?? false
        return name == type && !isFile ? part : nil
    }

    /// The parts that hold no parts: texts, files, reports, messages. At most `most`.
    static func leaves(of part: Part, most: Int = 200) -> [Part] {
        var leaves: [Part] = []
        collect(part, depth: 0, most, into: &leaves)
        return leaves
    }

    private static func collect(_ part: Part, depth: Int, _ most: Int, into leaves: inout [Part]) {
        let (name, parameters) = part.type
        guard leaves.count < most else { return }
        guard name.hasPrefix("multipart/"), depth < deepest, let boundary = parameters["boundary"],
            !boundary.isEmpty
        else { return leaves.append(part) }
        let children = children(of: part.body, boundary: boundary)
        // A boundary that never comes: what stands there is read as it is.
        if children.isEmpty { return leaves.append(part) }
        for child in children { collect(child, depth: depth + 1, most, into: &leaves) }
    }

    private static func children(of body: [UInt8], boundary: String) -> [Part] {
        let delimiter = Array("--\(boundary)".utf8)
        var children: [Part] = []
        var current: [UInt8]?
        for line in body.split(separator: 10, omittingEmptySubsequences: false) {
            let trimmed = line.last == 13 ? line.dropLast() : line
            if let rest = after(delimiter, trimmed) {
                if let finished = current { children.append(read(finished)) }
                let closes = rest.starts(with: "--".utf8)
                current = closes ? nil : []
                if closes || children.count > 100 { break }
            } else {
                current?.append(contentsOf: line)
                current?.append(10)
            }
        }
        if let unfinished = current { children.append(read(unfinished)) }
        return children
    }

    /// What follows the delimiter on its line; nil for another line, one of a longer boundary among them.
    private static func after(_ delimiter: [UInt8], _ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.starts(with: delimiter) else { return nil }
        let rest = line.dropFirst(delimiter.count)
        let isWhole = rest.isEmpty || rest.starts(with: "--".utf8) || rest.first == 32 || rest.first == 9
        return isWhole ? rest : nil
    }

    private static func split(_ bytes: [UInt8]) -> (head: [UInt8], body: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            let length = end - start
            if length == 0 || length == 1 && bytes[start] == 13 {
                return (Array(bytes[..<start]), Array(bytes[min(end + 1, bytes.count)...]))
            }
            start = end + 1
        }
        return (bytes, [])
    }

    private static func headers(_ head: [UInt8]) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if let first = line.first, first == " " || first == "\t", !headers.isEmpty {
                headers[headers.count - 1].value += " " + line.trimmed
            } else if let colon = line.firstIndex(of: ":"), headers.count < 500 {
                headers.append((line[..<colon].lowercased(), line[line.index(after: colon)...].trimmed))
            }
        }
        return headers
    }

    /// `text/plain; charset="utf-8"`
    static func parameters(_ value: String) -> (name: String, parameters: [String: String]) {
        let parts = fields(value)
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            parameters[part[..<equals].trimmed.lowercased()] = part[part.index(after: equals)...].trimmed
        }
        let name = parts[0].trimmed.lowercased()
        return (name.isEmpty ? "text/plain" : name, parameters)
    }

    /// Cut at semicolons, but not at those in quotes; the quotes are taken away.
    private static func fields(_ value: String) -> [String] {
        var fields = [String.UnicodeScalarView()]
        var isQuoted = false
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                fields[fields.count - 1].append(scalar)
                isEscaped = false
            } else if scalar == "\\", isQuoted {
                isEscaped = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ";", !isQuoted {
                fields.append(String.UnicodeScalarView())
            } else {
                fields[fields.count - 1].append(scalar)
            }
        }
        return fields.map { String($0) }
    }

    static func decoded(_ part: Part) -> String {
        let bytes: [UInt8] =
            switch part.header("content-transfer-encoding")?.lowercased() {
            case "base64":
                Array(
                    Data(base64Encoded: Data(part.body), options: .ignoreUnknownCharacters) ?? Data())
            case "quoted-printable": quotedPrintable(part.body)
            default: part.body
            }
        return string(bytes, charset: part.type.parameters["charset"] ?? "utf-8")
    }

    private static func string(_ bytes: [UInt8], charset: String) -> String {
        let encoding: String.Encoding? =
            switch charset.lowercased() {
            case "iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "cp1252": .windowsCP1252
            case "windows-1256", "cp1256", "iso-8859-6": String.Encoding(rawValue: arabicWindows)
            default: nil
            }
        return encoding.flatMap { String(data: Data(bytes), encoding: $0) }
            ?? String(decoding: bytes, as: UTF8.self)
    }

    /// kCFStringEncodingWindowsArabic, as Foundation numbers foreign encodings.
    private static let arabicWindows: UInt = 0x8000_0506

    private static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 61 else {
                out.append(bytes[index])
                index += 1
                continue
            }
            let next = bytes.dropFirst(index + 1).prefix(2)
            if let value = UInt8(String(decoding: next, as: UTF8.self), radix: 16), next.count == 2 {
                out.append(value)
                index += 3
            } else if next.first == 10 {
                index += 2
            } else if next.elementsEqual([13, 10]) {
                index += 3
            } else {
                out.append(61)
                index += 1
            }
        }
        return out
    }
}
