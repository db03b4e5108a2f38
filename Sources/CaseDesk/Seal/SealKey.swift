package import Crypto
import Foundation

/// The key behind the seals in QR codes (Ed25519). Verifiers need only its public half.
package struct SealKey: Sendable {
    let key: Curve25519.Signing.PrivateKey

    package var publicKey: Curve25519.Signing.PublicKey { key.publicKey }

    /// A file of 32 bytes in base64.
    package init(file: String) throws(SealFailure) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { throw .keys("\(file): not a seal key") }
        self.key = key
    }

    package init() {
        key = Curve25519.Signing.PrivateKey()
    }

    /// Writes a new key, readable by its owner only; an existing file is never replaced.
    package static func generate(file: String) throws(SealFailure) {
        let text = SealKey().key.rawRepresentation.base64EncodedString() + "\n"
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .keys("\(file): can't be created") }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            throw .keys("\(file): can't be written")
        }
    }
}
