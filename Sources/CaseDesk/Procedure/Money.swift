/// A currency of ISO 4217 with the number of digits its minor unit has.
package struct Currency: Hashable, Sendable, Codable, CustomStringConvertible {
    package let code: String

    package init?(_ code: String) {
        guard Self.exponents[code] != nil else { return nil }
        self.code = code
    }

    init(trusted code: String) { self.code = code }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let currency = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a currency")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }

    package var digits: Int { Self.exponents[code] ?? 2 }
    package var description: String { code }

    package static var known: [String] { exponents.keys.sorted() }

    /// The currencies in which consulates of the ministries we serve take money.
    private static let exponents = [
        "AED": 2, "BRL": 2, "CAD": 2, "CDF": 2, "CHF": 2, "CNY": 2, "EGP": 2, "EUR": 2, "GBP": 2, "INR": 2,
        "JPY": 0, "KES": 2, "MAD": 2, "NGN": 2, "RWF": 0, "SAR": 2, "SEK": 2, "TND": 3, "TRY": 2, "TZS": 2,
        "UGX": 0, "USD": 2, "XAF": 0, "XOF": 0, "ZAR": 2, "ZMW": 2,
    ]
}

/// A sum in minor units, never a binary fraction.
package struct Money: Hashable, Sendable, Codable {
    package let minor: Int64
    package let currency: Currency

    package init(minor: Int64, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// `25.00`: for machines and files; a person reads it formatted by locale.
    package var plain: String {
        let digits = currency.digits
        guard digits > 0 else { return String(minor) }
        let text = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (minor < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
