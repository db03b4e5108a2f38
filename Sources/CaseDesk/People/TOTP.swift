import Crypto
package import Scheduler

/// Time-based one-time passwords as every authenticator app makes them: RFC 6238, SHA-1, 6 digits, 30 seconds.
package struct TOTP: Sendable {
    private let secret: [UInt8]

    /// 160 random bits, the length RFC 4226 recommends.
    package init() {
        secret = Token.random(bytes: 20)
    }

    package init(secret: [UInt8]) {
        self.secret = secret
    }

    package var bytes: [UInt8] { secret }

    /// The secret as an app takes it by hand: base32 (RFC 4648 §6), without padding.
    package var base32: String { Base32.encode(secret) }

    /// The address an authenticator app reads from a QR code.
    package func address(issuer: String, account: String) -> String {
        func escaped(_ text: String) -> String {
            text.utf8.map { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 45, 46, 95, 126: String(UnicodeScalar(byte))
                default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            }.joined()
        }
        return
            "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(base32)&issuer=\(escaped(issuer))"
    }

    package func code(at step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The 30-second step that this code belongs to, one step of clock drift allowed on either side; nil when
    /// the code is wrong or its step isn't later than `lastUsed` (RFC 6238 §5.2: a code is accepted once).
    package func step(of code: String, at now: Instant, after lastUsed: Int64) -> Int64? {
        let current = now.milliseconds / 30_000
        let given = Array(code.utf8)
        var found: Int64?
        for step in (current - 1)...(current + 1) where step > lastUsed {
            if Self.equal(given, Array(self.code(at: step).utf8)) { found = step }
        }
        return found
    }

    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// RFC 4648 §6, without padding: what people type into an authenticator app.
package enum Base32 {
    package static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(pending >> bits & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(pending << (5 - bits) & 31)]) }
        return text
    }
}
