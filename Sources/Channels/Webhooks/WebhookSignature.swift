internal import Crypto
internal import Foundation
package import Scheduler

/// The three headers of a message by Standard Webhooks v1, and the body that they speak for.
package struct SignedWebhook: Sendable, Equatable {
    /// The same on every try, so that a receiver knows a repetition.
    package let id: String
    /// Whole seconds since 1970, of this try.
    package let timestamp: Int64
    package let body: [UInt8]

    package init(id: String, timestamp: Int64, body: [UInt8]) {
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }

    /// How far a message's time may lie from the reader's.
    package static let tolerance = Duration.minutes(5)

    /// `v1,…` once per secret, with a space between them: while a secret is changed, old and new both hold.
    package func signature(by secrets: [WebhookSecret]) -> String {
        secrets.map { secret in
            "v1,"
                + Data(HMAC<SHA256>.authenticationCode(for: content, using: secret.key)).base64EncodedString()
        }.joined(separator: " ")
    }

    /// Whether one of the signatures in the header is ours; time tells nothing about how much of one was right.
    package func isSigned(by secret: WebhookSecret, in header: String) -> Bool {
        header.split(separator: " ").contains { entry in
            let parts = entry.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, parts[0] == "v1", let code = Data(base64Encoded: String(parts[1])) else {
                return false
            }
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: secret.key)
        }
    }

    /// Whether it was sent within the tolerance: an old message kept by somebody can't be played again.
    package func isFresh(at now: Instant, within tolerance: Duration = tolerance) -> Bool {
        let sent = Instant(milliseconds: timestamp.multipliedReportingOverflow(by: 1_000).partialValue)
        return (now - tolerance...now + tolerance).contains(sent)
    }

    private var content: [UInt8] { Array("\(id).\(timestamp).".utf8) + body }
}

extension WebhookSecret {
    fileprivate var key: SymmetricKey { SymmetricKey(data: bytes) }
}
