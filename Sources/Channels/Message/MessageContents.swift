internal import Foundation
internal import Scheduler
internal import Vault

/// What of a message is sealed: everything that a person could be known by.
struct MessageContents: Codable, Sendable {
    /// By medium: the first, and those of its ladder.
    var addresses: [String: String]
    var zone: String?
    var variables: [String: TemplateValue]
    var attachments: [MessageAttachment]
    /// Keeps the hash of a short text from being guessed once the text is erased.
    var salt: String

    static let label = "message"

    func sealed(by vault: Vault, in scope: VaultScope) async throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try await vault.seal(Array(try encoder.encode(self)), in: scope, as: Self.label)
    }

    static func open(_ sealed: [UInt8], by vault: Vault, in scope: VaultScope) async throws -> Self {
        let plain = try await vault.open(sealed, in: scope, as: label)
        return try JSONDecoder().decode(Self.self, from: Data(plain))
    }
}

/// The blind index of an address, the same for what we send to and what we hear from.
struct AddressIndex {
    let vault: Vault

    func callAsFunction(_ address: String, on medium: Medium) -> [UInt8] {
        vault.blindIndex(address.lowercased(), purpose: "channels.\(medium.rawValue)")
    }

    /// The same for a key's name.
    func text(_ address: String, on medium: Medium) -> String {
        self(address, on: medium).prefix(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
