import CCurl

// What a transfer's end means. The question is always: may the other side have acted?
extension TransferHandle {
    func httpResponse() throws(TransferFailure) -> HTTPResponse {
        switch result {
        case .done: return HTTPResponse(status: code, headers: headers, body: body)
        case .cancelled: throw wasRequested ? .unknown("cancelled") : .cancelled
        case .failed where overflow == .cut && code >= 200:
            return HTTPResponse(status: code, headers: headers, body: body)
        case .failed(CURLE_WRITE_ERROR): throw .unknown("the answer is too long")
        case .failed where wasPeerRefused && !wasRequested: throw .notSent("an address that isn't allowed")
        case .failed(let failure):
            if Self.malformations.contains(failure) { throw .malformed(name(failure)) }
            throw wasRequested ? .unknown(name(failure)) : .notSent(name(failure))
        }
    }

    func mailReply() throws(TransferFailure) -> MailReply {
        let reply = MailReply(code: code, status: enhancedStatus)
        switch result {
        case .done: return reply
        case .failed(let failure):
            if Self.malformations.contains(failure) { throw .malformed(name(failure)) }
            if (400...599).contains(code) { throw .refused(reply) }
            if failure == CURLE_LOGIN_DENIED { throw .refused(MailReply(code: 535, status: nil)) }
            throw isUploadOver ? .unknown(name(failure)) : .notSent(name(failure))
        case .cancelled: throw isUploadOver ? .unknown("cancelled") : .cancelled
        }
    }

    private static let malformations: [CURLcode] = [
        CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT,
    ]

    private func name(_ code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "libcurl error"
    }

    private var headers: [(name: String, value: String)] {
        // An interim answer (100) has a head too; the last one counts.
        let last = headText.split(separator: "\r\n\r\n").last ?? ""
        return last.split(separator: "\r\n").dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (String(line[..<colon]), String(value))
        }
    }

    /// "250 2.0.0 Ok": the digits after the code. Not simply the last line: libcurl takes leave of a server politely.
    private var enhancedStatus: String? {
        guard let line = headText.split(separator: "\r\n").last(where: { $0.hasPrefix("\(code) ") })
        else { return nil }
        let words = line.dropFirst(4).prefix { $0 != " " }
        let numbers = words.split(separator: ".", omittingEmptySubsequences: false)
        let isStatus =
            numbers.count == 3
            && numbers.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) }
        return isStatus ? String(words) : nil
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
