internal import COpenSSL
internal import Foundation

/// A private key in OpenSSL's hands, read once.
@safe package final class DKIMKey: @unchecked Sendable {
    // Sendable: OpenSSL counts references to keys atomically, and signing only reads them.
    private let handle: OpaquePointer
    package let algorithm: Algorithm

    package enum Algorithm: String, Sendable {
        case rsa = "rsa-sha256"
        case ed25519 = "ed25519-sha256"
    }

    /// Receivers take shorter ones for no signature at all (RFC 8301).
    static let fewestBits = 2_048

    /// A PEM file, its key RSA of 2048 bits or more, or Ed25519, without a passphrase.
    package init(file: String) throws(DKIMFailure) {
        guard let handle = unsafe dkim_key_read(file) else {
            throw .key("\(file): \(unsafe String(cString: signing_error()))")
        }
        unsafe self.handle = unsafe handle
        algorithm = unsafe Int(dkim_key_kind(handle)) == dkim_rsa ? .rsa : .ed25519
        let bits = unsafe Int(dkim_key_bits(handle))
        // From here on `deinit` frees the handle.
        guard algorithm == .ed25519 || bits >= Self.fewestBits else {
            throw .key("\(file): \(bits) bits are too few")
        }
    }

    deinit {
        unsafe dkim_key_free(handle)
    }

    /// What stands in DNS under `<selector>._domainkey.<domain>`.
    package var record: String {
        var out = [UInt8](repeating: 0, count: 4_096)
        let length = unsafe dkim_key_public(handle, &out, out.count)
        let key = Data(out.prefix(max(0, length))).base64EncodedString()
        return "v=DKIM1; k=\(algorithm == .rsa ? "rsa" : "ed25519"); h=sha256; p=\(key)"
    }

    func signature(over bytes: [UInt8]) throws(DKIMFailure) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 2_048)
        let length = unsafe dkim_sign(handle, bytes, bytes.count, &signature, signature.count)
        guard length > 0 else { throw .signing(unsafe String(cString: signing_error())) }
        return Array(signature.prefix(length))
    }
}

package enum DKIMFailure: Error, Equatable, CustomStringConvertible {
    case key(String)
    case signing(String)

    package var description: String {
        switch self {
        case .key(let why): "a DKIM key can't be used: \(why)"
        case .signing(let why): "no DKIM signature: \(why)"
        }
    }
}
