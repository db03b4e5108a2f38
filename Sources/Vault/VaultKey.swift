import Crypto

/// AES-256-GCM. Sealed bytes are: version 1, nonce (12 bytes), ciphertext, tag (16 bytes).
struct VaultKey: Sendable {
    let key: SymmetricKey

    func seal(_ plain: some Collection<UInt8>, bound context: [UInt8]) throws(VaultFailure) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(Array(plain), using: key, authenticating: context)
            return [1] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw .broken
        }
    }

    func open(_ sealed: some Collection<UInt8>, bound context: [UInt8]) throws(VaultFailure) -> [UInt8] {
        let bytes = Array(sealed)
        guard bytes.count >= Self.overhead, bytes[0] == 1 else { throw .broken }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: bytes[1..<13]), ciphertext: bytes[13..<(bytes.count - 16)],
                tag: bytes[(bytes.count - 16)...])
            return Array(try AES.GCM.open(box, using: key, authenticating: context))
        } catch {
            throw .broken
        }
    }

    static let overhead = 29
}
