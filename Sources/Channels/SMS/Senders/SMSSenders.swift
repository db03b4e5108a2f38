package import Declared

/// Which countries a provider carries SMS to, from whom, and for how much.
///
///     senders:
///       BE: {id: ECONSULAIRE, price: 0.0745}
///       US: {id: "+12025550123", price: 0.0079}
///       default: {id: ECONSULAIRE, price: 0.09}
///
/// A country that isn't named has `default`; without a `default`, the provider doesn't carry there.
package struct SMSSenders: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let sender: SMSSender
        /// Per segment; nil where nobody said.
        package let price: SMSPrice?
    }

    private let byRegion: [String: Entry]
    private let elsewhere: Entry?

    /// The same everywhere.
    package init(everywhere sender: SMSSender, price: SMSPrice? = nil) {
        byRegion = [:]
        elsewhere = Entry(sender: sender, price: price)
    }

    /// Reads a provider's `senders`; what is wrong is reported and left out.
    package init(_ node: DeclaredNode) {
        var entries: [String: Entry] = [:]
        for (region, value) in node.pairs {
            if region != Self.others, PhoneFacts.callingCode(of: region) == 0 {
                value.report(
                    "'\(region)' is no country", mend: "write its ISO 3166 code, like BE, or default")
            }
            entries[region] = Self.entry(value)
        }
        if node.exists, entries.isEmpty {
            node.report("no sender is named", mend: "add default: {id: …}")
        }
        elsewhere = entries.removeValue(forKey: Self.others)
        byRegion = entries
    }

    /// Nil where this provider doesn't carry to.
    package subscript(region: String) -> Entry? { byRegion[region] ?? elsewhere }

    /// Where it carries to; empty: everywhere.
    package var countries: Set<String> { elsewhere == nil ? Set(byRegion.keys) : [] }

    package subscript(number: PhoneNumber) -> Entry? { self[number.region] }

    private static let others = "default"

    private static func entry(_ node: DeclaredNode) -> Entry? {
        let id = node.text("id")
        let price = node.optional("price").map {
            SMSPrice(tenThousandths: $0.minorUnitsValue(digits: 4))
        }
        guard let sender = SMSSender(id) else {
            if !id.isEmpty {
                node.required("id").report(
                    "'\(id)' can't send SMS",
                    mend: "up to 11 letters and digits, a number with + and its country, or 3 to 8 digits")
            }
            return nil
        }
        return Entry(sender: sender, price: price)
    }
}
