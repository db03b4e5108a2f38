package import Declared

/// An account at Twilio, or at a house whose REST interface has its shape.
///
///     account: AC0123…
///     token: {env: TWILIO_TOKEN}
///     senders: {default: {id: ECONSULAIRE, price: 0.09}}
package struct TwilioSettings: Sendable, Hashable {
    /// Stands in the timeline.
    package let name: String
    /// `https://api.twilio.com`, unless it is another house.
    package let address: String
    package let account: String
    package let token: DeclaredSecret?
    package let senders: SMSSenders

    package init(_ node: DeclaredNode, name: String? = nil) {
        self.name = name ?? node.optionalText("name") ?? "twilio"
        address = node.optionalText("address") ?? "https://api.twilio.com"
        account = node.text("account")
        token = DeclaredSecret(node.required("token"))
        senders = SMSSenders(node.required("senders"))
        if let given = node.optional("address"), !GatewayAddress.isSound(given.textValue) {
            given.report("'\(given.textValue)' is no web address", mend: "write it like https://api.example")
        }
        if !account.isEmpty, !account.utf8.allSatisfy(Self.isPlain) {
            node.required("account").report(
                "'\(account)' is no account", mend: "copy it from the provider's console: letters and digits")
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

/// An address that a provider is reached at.
enum GatewayAddress {
    /// `https://host…`, or `http://` to a gateway beside us; nothing that a line or a space could be hidden in.
    static func isSound(_ text: String) -> Bool {
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.dropFirst(7)
        return (text.hasPrefix("https://") || text.hasPrefix("http://")) && !rest.isEmpty
            && !rest.hasPrefix("/") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
