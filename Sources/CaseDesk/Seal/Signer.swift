import COpenSSL
import Dispatch
import Foundation
package import Scheduler

/// Signs documents in the ministry's name: PAdES baseline B-B, appended to the file as an incremental update.
package final class Signer: Sendable {
    /// The common name in the signer's certificate.
    package let name: String
    /// Their certificate alone, in PEM: what others check our signatures with.
    package let certificate: String

    private let identity: SigningIdentity
    /// The usual length of a signature in bytes.
    private let room: Int
    /// A private-key operation takes long enough to hold up others on the cooperative pool.
    private let queue = DispatchQueue(label: "guichet.signer")

    /// PEM files: the signer's certificate first, then those between it and the authority; the key without a passphrase.
    package init(certificates: String, key: String) throws(SealFailure) {
        let identity = try SigningIdentity(certificates: certificates, key: key)
        self.identity = identity
        name = identity.name
        certificate = try Self.firstCertificate(in: certificates)
        var lengths: [Int] = []
        for _ in 0..<15 { lengths.append(try identity.sign([], []).count) }
        room = lengths.sorted()[7]
    }

    /// Never more than one block: somebody may keep the key in the same file.
    private static func firstCertificate(in file: String) throws(SealFailure) -> String {
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
        let (first, last) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        guard let text, let start = text.range(of: first),
            let end = text.range(of: last, range: start.upperBound..<text.endIndex)
        else { throw .keys("\(file) holds no certificate") }
        return text[start.lowerBound..<end.upperBound] + "\n"
    }

    /// The same file with a signature dated `time`. Nothing of the original is changed.
    package func sign(
        _ pdf: [UInt8], at time: Instant, description: PDFDescription
    ) async throws(SealFailure) -> [UInt8] {
        let signed: Result<[UInt8], SealFailure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(SealFailure) in try self.signNow(pdf, time, description) })
            }
        }
        return try signed.get()
    }

    /// The length of an ECDSA signature varies by a byte or two. The gap is made for the usual length and signing repeated
    /// until it fits exactly: padding after the signature would be bytes that nothing protects.
    private func signNow(
        _ pdf: [UInt8], _ time: Instant, _ description: PDFDescription
    ) throws(SealFailure) -> [UInt8] {
        var update = try SignatureUpdate(
            of: pdf, signer: name, time: time, room: room, description: description)
        for _ in 0..<200 {
            let cms = try identity.sign(update.before, update.after)
            if cms.count == room { return update.filled(with: cms) }
        }
        throw .signing("no signature of \(room) bytes in 200 tries")
    }
}

/// The owner of the key in OpenSSL's hands.
@safe private final class SigningIdentity: @unchecked Sendable {
    // Sendable: OpenSSL counts references to keys and certificates atomically, and signing only reads them.
    private let handle: OpaquePointer
    let name: String

    init(certificates: String, key: String) throws(SealFailure) {
        guard let handle = unsafe signing_identity_read(certificates, key) else {
            throw .keys("\(certificates), \(key): \(Self.lastError)")
        }
        unsafe self.handle = unsafe handle
        var buffer = [CChar](repeating: 0, count: 256)
        let length = unsafe signing_identity_name(handle, &buffer, buffer.count)
        name = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        unsafe signing_identity_free(handle)
    }

    func sign(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) throws(SealFailure) -> [UInt8] {
        var cms = [UInt8](repeating: 0, count: 32_768)
        let length = unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in
                unsafe signing_cms_make(
                    handle, signing_span(bytes: first.baseAddress, count: first.count),
                    signing_span(bytes: second.baseAddress, count: second.count), &cms, cms.count)
            }
        }
        guard length > 0 else { throw .signing(Self.lastError) }
        return Array(cms.prefix(length))
    }

    static var lastError: String { unsafe String(cString: signing_error()) }
}
