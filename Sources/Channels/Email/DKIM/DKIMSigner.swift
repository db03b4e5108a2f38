internal import Crypto
internal import Dispatch
internal import Foundation
package import Scheduler

/// Signs mail with every key of its day: RSA for all receivers, Ed25519 (RFC 8463) for those that know it.
package struct DKIMSigner: Sendable {
    /// A key under the name that DNS knows it by, for a time: a new one is published before it is used.
    package struct Selector: Sendable {
        package var name: String
        package var domain: String
        package var key: DKIMKey
        package var from: Instant?
        package var until: Instant?

        package init(name: String, domain: String, key: DKIMKey, from: Instant? = nil, until: Instant? = nil)
        {
            self.name = name
            self.domain = domain
            self.key = key
            self.from = from
            self.until = until
        }

        func isUsed(at now: Instant) -> Bool {
            (from.map { $0 <= now } ?? true) && (until.map { now < $0 } ?? true)
        }
    }

    private let selectors: [Selector]
    /// A private-key operation takes long enough to hold up others on the cooperative pool.
    private static let queue = DispatchQueue(label: "guichet.dkim", attributes: .concurrent)

    package init(_ selectors: [Selector]) {
        self.selectors = selectors
    }

    /// What nobody may add or change on the way. Each name is signed once more than it occurs, so that none can be
    /// added above it (RFC 6376 §8.15).
    static let signed = [
        "from", "to", "subject", "date", "message-id", "reply-to", "cc", "in-reply-to", "references",
        "mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe",
        "list-unsubscribe-post", "auto-submitted",
    ]

    /// The message with a signature of each key that is used at this time before it. Lines end in CR LF. Without a
    /// key for the time it comes back as it was: late mail is worse than unsigned mail.
    package func sign(_ message: [UInt8], at now: Instant) async throws(DKIMFailure) -> [UInt8] {
        let current = selectors.filter { $0.isUsed(at: now) }
        guard !current.isEmpty else { return message }
        let signed: Result<[UInt8], DKIMFailure> = await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(
                    returning: Result { () throws(DKIMFailure) in
                        let canonical = DKIMCanonical(message)
                        var fields: [UInt8] = []
                        for selector in current { fields += try Self.field(selector, canonical, now) }
                        return fields + message
                    })
            }
        }
        return try signed.get()
    }

    private static func field(
        _ selector: Selector, _ message: DKIMCanonical, _ now: Instant
    ) throws(DKIMFailure) -> [UInt8] {
        let names = signed.flatMap { name in
            let count = message.headers.count { $0.name == name }
            // A header that no mail of ours has need not be kept out twice.
            return Array(repeating: name, count: count + 1)
        }
        let hash = Data(SHA256.hash(data: Data(message.body))).base64EncodedString()
        let open = """
            DKIM-Signature: v=1; a=\(selector.key.algorithm.rawValue); c=relaxed/relaxed;\r
             d=\(selector.domain); s=\(selector.name); t=\(now.milliseconds / 1_000);\r
             h=\(folded(names));\r
             bh=\(hash);\r
             b=
            """
        let signature = try selector.key.signature(over: input(message, names, signature: Array(open.utf8)))
        return Array("\(open)\(folded(Data(signature).base64EncodedString()))\r\n".utf8)
    }

    /// What is hashed and signed: the named headers from the last to the first, then the signature's own field, its
    /// `b=` empty.
    static func input(_ message: DKIMCanonical, _ names: [String], signature: [UInt8]) -> [UInt8] {
        var left = message.headers
        var input: [UInt8] = []
        for name in names {
            guard let index = left.lastIndex(where: { $0.name == name }) else { continue }
            input += DKIMCanonical.relaxed(header: left.remove(at: index).field) + [13, 10]
        }
        return input + DKIMCanonical.relaxed(header: signature)
    }

    private static func folded(_ names: [String]) -> String {
        var lines = [""]
        for name in names {
            if lines[lines.count - 1].utf8.count + name.utf8.count > 70 { lines.append("") }
            lines[lines.count - 1] += (lines == [""] ? "" : ":") + name
        }
        return lines.joined(separator: "\r\n  ")
    }

    private static func folded(_ base64: String) -> String {
        var lines: [Substring] = []
        var rest = base64[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(72))
            rest = rest.dropFirst(72)
        }
        return lines.joined(separator: "\r\n  ")
    }
}
