package import Crypto
import Foundation
package import Scheduler

/// What a QR code says about a document without any network: enough to compare with the paper, and an Ed25519 signature
/// that also binds the secure number, so that a seal can't be moved to another document.
package struct Seal: Sendable, Equatable {
    package let kind: String
    package let lastFour: String
    package let post: String
    package let issuedOn: LocalDate
    package let validUntil: LocalDate?

    package init(
        kind: String, code: VerificationCode, post: String, issuedOn: LocalDate, validUntil: LocalDate?
    ) {
        (self.kind, lastFour, self.post) = (kind, code.lastFour, post)
        (self.issuedOn, self.validUntil) = (issuedOn, validUntil)
    }

    /// The fragment of the public address: payload and signature in base64url.
    package func sealed(_ code: VerificationCode, by key: SealKey) throws(SealFailure) -> String {
        let payload = [UInt8](self.payload.utf8)
        guard let signature = try? key.key.signature(for: Self.message(code, payload)) else {
            throw .signing("Ed25519")
        }
        return Self.encode(payload + [UInt8](signature))
    }

    /// The seal in `fragment` when it was made for this number with one of these keys; otherwise `nil`.
    package static func verify(
        _ fragment: String, of code: VerificationCode, keys: [Curve25519.Signing.PublicKey]
    ) -> Seal? {
        guard let bytes = decode(fragment), bytes.count > 64 else { return nil }
        let payload = Array(bytes.dropLast(64))
        let message = message(code, payload)
        guard keys.contains(where: { $0.isValidSignature(bytes.suffix(64), for: message) }) else {
            return nil
        }
        return Seal(payload: String(decoding: payload, as: UTF8.self), code: code)
    }

    /// Version, kind, last four, post, day of issue, last day: `1|receipt|7K2M|bruxelles|20261121|`.
    private var payload: String {
        let days = [issuedOn.description, validUntil?.description ?? ""].map { $0.filter { $0 != "-" } }
        return (["1", kind, lastFour, post] + days).joined(separator: "|")
    }

    private init?(payload: String, code: VerificationCode) {
        let fields = payload.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "1", fields[2] == code.lastFour,
            let issued = Self.day(fields[4])
        else { return nil }
        let until = Self.day(fields[5])
        guard until != nil || fields[5].isEmpty else { return nil }
        self.init(kind: fields[1], code: code, post: fields[3], issuedOn: issued, validUntil: until)
    }

    private static func day(_ digits: String) -> LocalDate? {
        guard digits.utf8.count == 8 else { return nil }
        return LocalDate("\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.dropFirst(6))")
    }

    private static func message(_ code: VerificationCode, _ payload: [UInt8]) -> Data {
        Data("guichet-seal\n\(code.value)\n".utf8) + payload
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }

    private static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count < 1_000 else { return nil }
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded.replacing("-", with: "+").replacing("_", with: "/")).map {
            [UInt8]($0)
        }
    }
}
