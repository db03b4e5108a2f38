import Crypto
import Foundation

/// What a person types or a file holds to open a copy of the master key. No way of printing it shows it.
package struct Passphrase: Sendable, CustomStringConvertible, CustomReflectable {
    let text: String
    let rounds: Int

    /// `rounds` of PBKDF2 make guessing dear; fewer are for tests.
    package init(_ text: String, rounds: Int = 600_000) {
        self.text = text
        self.rounds = rounds
    }

    package var description: String { "redacted" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A master key that travels: wrapped by a passphrase through PBKDF2-HMAC-SHA-256, each copy with a salt of its own.
extension MasterKey {
    private static let saltLength = 16

    /// Rounds (4 bytes, big-endian), salt and sealed key; only who knows the passphrase opens it. Takes about a second.
    package func wrapped(by passphrase: Passphrase) throws(VaultFailure) -> [UInt8] {
        let salt = SymmetricKey(size: .bits128).copiedBytes
        let rounds = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: passphrase.rounds >> $0) }
        let wrapper = VaultKey(key: Self.stretched(passphrase.text, salt: salt, rounds: passphrase.rounds))
        return rounds + salt + (try wrapper.seal(key.copiedBytes, bound: Self.wrappedContext))
    }

    /// Takes as long as wrapping did.
    package init(wrapped: [UInt8], passphrase: Passphrase) throws(VaultFailure) {
        let rounds = wrapped.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let salt = Array(wrapped.dropFirst(4).prefix(Self.saltLength))
        guard (1...100_000_000).contains(rounds) else { throw .masterKey("its copy is damaged") }
        let wrapper = VaultKey(key: Self.stretched(passphrase.text, salt: salt, rounds: rounds))
        do throws(VaultFailure) {
            let sealed = wrapped.dropFirst(4 + Self.saltLength)
            key = SymmetricKey(data: try wrapper.open(sealed, bound: Self.wrappedContext))
        } catch {
            throw .masterKey("the passphrase isn't the one that wrapped it")
        }
    }

    /// Writes the key into a new file that only we may read.
    package func write(file path: String) throws(VaultFailure) {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .masterKey("\(path) stands already")
        }
        let hex = key.copiedBytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let made = FileManager.default.createFile(
            atPath: path, contents: Data((hex + "\n").utf8), attributes: [.posixPermissions: 0o600])
        guard made else { throw .masterKey("\(path) can't be written") }
    }

    private static var wrappedContext: [UInt8] { Array("1\u{0}master".utf8) }

    /// RFC 8018 §5.2, the first block: 32 bytes.
    static func stretched(_ passphrase: String, salt: [UInt8], rounds: Int) -> SymmetricKey {
        // Keyed once: hashing the passphrase's pads anew each round would double the work for us, not for others.
        let keyed = HMAC<SHA256>(key: SymmetricKey(data: Array(passphrase.utf8)))
        func hash(_ bytes: [UInt8]) -> [UInt8] {
            var hmac = keyed
            hmac.update(data: bytes)
            return Array(hmac.finalize())
        }
        var block = hash(salt + [0, 0, 0, 1])
        var sum = block
        for _ in 1..<rounds {
            block = hash(block)
            for index in sum.indices { sum[index] ^= block[index] }
        }
        return SymmetricKey(data: sum)
    }
}
