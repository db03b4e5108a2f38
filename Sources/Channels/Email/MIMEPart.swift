/// A body of a message, or several of them.
indirect enum MIMEPart {
    case text(String, subtype: String)
    case file(name: String, type: String, bytes: [UInt8])
    /// A picture that the text beside it shows, by `cid:` and this name.
    case picture(id: String, type: String, bytes: [UInt8])
    case multipart(String, [MIMEPart])

    /// Its headers, an empty line, its body. `boundary` gives a word that no body holds.
    func serialized(_ boundary: () -> String) -> String {
        switch self {
        case .text(let text, let subtype):
            let encoding = TransferEncoding(for: text)
            return "Content-Type: text/\(subtype); charset=utf-8\r\n"
                + "Content-Transfer-Encoding: \(encoding.rawValue)\r\n\r\n"
                + encoding.encode(Self.canonical(text))
        case .file(let name, let type, let bytes):
            return "Content-Type: \(Self.safe(type))\(MIMEWords.parameter("name", name))\r\n"
                + "Content-Disposition: attachment\(MIMEWords.parameter("filename", name))\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + TransferEncoding.base64.encode(bytes)
        case .picture(let id, let type, let bytes):
            return "Content-Type: \(Self.safe(type))\r\nContent-ID: <\(id)>\r\n"
                + "Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + TransferEncoding.base64.encode(bytes)
        case .multipart(let subtype, let parts):
            let word = boundary()
            // RFC 2387: which of its parts begins.
            let root = subtype == "related" ? "; type=\"text/html\"" : ""
            return "Content-Type: multipart/\(subtype)\(root); boundary=\"\(word)\"\r\n\r\n"
                + parts.map { "--\(word)\r\n\($0.serialized(boundary))\r\n" }.joined() + "--\(word)--"
        }
    }

    /// RFC 2045 §6.8: lines of a text end in CR LF before it is encoded, however they ended.
    private static func canonical(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == 13 || byte == 10 && last != 13 {
                out += [13, 10]
            } else if byte != 10 {
                out.append(byte)
            }
            last = byte
        }
        return out
    }

    /// `application/pdf`, with parameters of ours; anything odd travels as plain bytes.
    private static func safe(_ type: String) -> String {
        let isSound = type.utf8.allSatisfy { (33...126).contains($0) || $0 == 32 } && type.contains("/")
        return isSound ? type : "application/octet-stream"
    }
}
