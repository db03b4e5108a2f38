import Crypto
import Foundation

/// The key over all keys: 32 bytes in a file readable by the service only, or in an environment secret.
package struct MasterKey: Sendable {
    let key: SymmetricKey

    /// Lower-case hexadecimal, 64 digits; spaces around it don't matter.
    package init(hex: String) throws(VaultFailure) {
        let digits = Array(hex.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        guard digits.count == 64, bytes.count == 32 else { throw .masterKey("not 64 hexadecimal digits") }
        key = SymmetricKey(data: bytes)
    }

    package init(file path: String) throws(VaultFailure) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue,
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw .masterKey("\(path) can't be read") }
        guard mode & 0o077 == 0 else {
            throw .masterKey("\(path) is readable by others: chmod 600 \(path)")
        }
        try self.init(hex: text)
    }

    /// Makes a new one, unless the file stands already; a default key would be no key.
    package static func generate(file path: String) throws(VaultFailure) -> MasterKey {
        if FileManager.default.fileExists(atPath: path) { return try MasterKey(file: path) }
        var generator = SystemRandomNumberGenerator()
        let hex = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let made = FileManager.default.createFile(
            atPath: path, contents: Data((hex + "\n").utf8), attributes: [.posixPermissions: 0o600])
        guard made else { throw .masterKey("\(path) can't be written") }
        return try MasterKey(file: path)
    }

    /// Tells two master keys apart without giving either away.
    package var fingerprint: String {
        derived("fingerprint").copiedBytes.prefix(8)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    func derived(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("guichet/\(purpose)".utf8), outputByteCount: 32)
    }
}

extension SymmetricKey {
    var copiedBytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
