import CCurl

/// One transfer: prepared by the caller, then owned by the thread until it ends, then read by the caller.
final class TransferHandle: @unchecked Sendable {
    enum Ending {
        case done
        case failed(CURLcode)
        case cancelled
    }

    let easy: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>?] = []
    private var upload: [UInt8] = []
    private var uploaded = 0
    /// libcurl has asked for more and learnt that there is none: from here on the final dot may be on its way.
    private(set) var isUploadOver = false
    private var answer: [UInt8] = []
    private var maximumAnswer = 1 << 20
    private(set) var overflow = HTTPRequest.Overflow.failure
    private var peers = HTTPRequest.PeerRule.any
    private(set) var wasPeerRefused = false
    private var head: [UInt8] = []
    private var ending = Ending.cancelled
    private(set) var code = 0
    private var bytesRequested = 0

    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
    }

    var result: Ending { ending }
    var wasRequested: Bool { bytesRequested > 0 }
    var body: [UInt8] { answer }
    var headText: String { String(decoding: head, as: UTF8.self) }

    /// Called once, on the thread, before libcurl lets go of the transfer.
    func finish(_ ending: Ending) {
        self.ending = ending
        curl_get_long(easy, CURLINFO_RESPONSE_CODE, &code)
        curl_get_long(easy, CURLINFO_REQUEST_SIZE, &bytesRequested)
    }

    func prepare(_ request: HTTPRequest, lines: [String]) {
        prepare(request.url, timeout: request.timeout, connectTimeout: request.connectTimeout)
        curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        maximumAnswer = request.maximumBytes
        overflow = request.overflow
        guardPeers(request.peers)
        // "Expect:" without a value keeps libcurl from waiting for a 100 Continue.
        curl_set_list(easy, CURLOPT_HTTPHEADER, list(lines + ["Expect:"]))
        if case .post(let body) = request.method {
            upload = body
            curl_set_long(easy, CURLOPT_POSTFIELDSIZE, body.count)
            upload.withUnsafeMutableBytes { bytes in
                _ = curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            }
            if body.isEmpty { curl_set_long(easy, CURLOPT_POST, 1) }
        }
        if case .never = request.repetition {
            curl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
            curl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        }
    }

    func prepare(_ message: [UInt8], _ envelope: MailEnvelope, _ server: MailServer, timeout: Duration) {
        let scheme = server.security == .tls ? "smtps" : "smtp"
        prepare(
            "\(scheme)://\(server.host):\(server.port)/\(server.name)", timeout: timeout,
            connectTimeout: .seconds(10))
        curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // After a time-out libcurl takes leave, and would wait for the answer two minutes.
        curl_set_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(timeout.components.seconds)))
        if server.security != .none { curl_set_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if let authorities = server.authorities { curl_set_string(easy, CURLOPT_CAINFO, authorities) }
        if let user = server.user {
            curl_set_string(easy, CURLOPT_USERNAME, user)
            curl_set_string(easy, CURLOPT_PASSWORD, server.password ?? "")
        }
        curl_set_string(easy, CURLOPT_MAIL_FROM, "<\(envelope.sender)>")
        curl_set_list(easy, CURLOPT_MAIL_RCPT, list(envelope.recipients.map { "<\($0)>" }))
        upload = message
        curl_set_long(easy, CURLOPT_UPLOAD, 1)
        curl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        curl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        curl_set_callback(easy, CURLOPT_READFUNCTION) { buffer, size, count, owner in
            guard let buffer, let owner else { return 0 }
            return Unmanaged<TransferHandle>.fromOpaque(owner).takeUnretainedValue()
                .give(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
    }

    private func prepare(_ url: String, timeout: Duration, connectTimeout: Duration) {
        curl_set_string(easy, CURLOPT_URL, url)
        curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        curl_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds(timeout))
        curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(connectTimeout))
        // The environment must not decide where personal data goes.
        curl_set_string(easy, CURLOPT_PROXY, "")
        let owner = Unmanaged.passUnretained(self).toOpaque()
        curl_set_pointer(easy, CURLOPT_WRITEDATA, owner)
        curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { buffer, size, count, owner in
            guard let buffer, let owner else { return 0 }
            return Unmanaged<TransferHandle>.fromOpaque(owner).takeUnretainedValue()
                .takeBody(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }
        curl_set_pointer(easy, CURLOPT_HEADERDATA, owner)
        curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { buffer, size, count, owner in
            guard let buffer, let owner else { return 0 }
            return Unmanaged<TransferHandle>.fromOpaque(owner).takeUnretainedValue()
                .takeHead(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }
    }

    /// libcurl asks for a socket each time that it opens a connection: what a name means is judged then and there.
    private func guardPeers(_ rule: HTTPRequest.PeerRule) {
        guard case .only = rule else { return }
        peers = rule
        curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        curl_set_opening(easy) { owner, _, peer in
            guard let owner, let peer else { return CURL_SOCKET_BAD }
            let handle = Unmanaged<TransferHandle>.fromOpaque(owner).takeUnretainedValue()
            return handle.allows(peer) ? curl_peer_open(peer) : CURL_SOCKET_BAD
        }
    }

    private func allows(_ peer: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = Int(curl_peer_bytes(peer, &bytes))
        guard case .only(let rule) = peers, count > 0 else { return false }
        let isAllowed = rule(PeerAddress(bytes: Array(bytes.prefix(count))))
        if !isAllowed { wasPeerRefused = true }
        return isAllowed
    }

    private func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        let list = lines.reduce(nil) { curl_slist_append($0, $1) }
        lists.append(list)
        return list
    }

    private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, upload.count - uploaded)
        upload.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[uploaded..<uploaded + count]))
        }
        uploaded += count
        // With a known size libcurl may not ask once more after the last byte.
        isUploadOver = uploaded == upload.count
        return count
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard answer.count + bytes.count <= maximumAnswer else {
            answer.append(contentsOf: bytes.prefix(maximumAnswer - answer.count))
            return 0
        }
        answer.append(contentsOf: bytes)
        return bytes.count
    }

    private func takeHead(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard head.count + bytes.count <= 1 << 16 else { return bytes.count }
        head.append(contentsOf: bytes)
        return bytes.count
    }
}

private func milliseconds(_ duration: Duration) -> Int {
    Int(duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000)
}
