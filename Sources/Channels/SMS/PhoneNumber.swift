internal import CPhoneNumber

/// A valid telephone number, in E.164 form: `+32470123456`.
package struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Kind: Sendable { case fixed, mobile, fixedOrMobile, other }

    package let e164: String

    /// `region` (ISO 3166, `BE`) reads a number written without its country; nil takes international ones only.
    package init?(_ text: String, region: String? = nil) {
        guard let parsed = Self.parse(text, region: region) else { return nil }
        e164 = parsed.e164
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a telephone number")
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(e164)
    }

    package var description: String { e164 }
    package var region: String { Self.parse(e164, region: nil)?.region ?? "ZZ" }
    package var kind: Kind { Self.parse(e164, region: nil)?.kind ?? .other }

    /// Some countries don't tell their mobile numbers from the others.
    package var canReceiveSMS: Bool { kind == .mobile || kind == .fixedOrMobile }

    /// As people write it, with the country's code and spaces.
    package var international: String {
        var buffer = [CChar](repeating: 0, count: 40)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { out in
            unsafe phone_number_international(e164, out.baseAddress, Int32(out.count))
        }
        return length > 0 ? text(of: buffer) : e164
    }

    private static func parse(
        _ text: String, region: String?
    ) -> (e164: String, region: String, kind: Kind)? {
        // Nothing longer is a number; a zero byte would hide what follows it.
        guard (3...60).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        var number = phone_number()
        guard unsafe phone_number_parse(text, region ?? "ZZ", &number) else { return nil }
        let kind: Kind =
            switch number.kind {
            case PHONE_KIND_FIXED: .fixed
            case PHONE_KIND_MOBILE: .mobile
            case PHONE_KIND_FIXED_OR_MOBILE: .fixedOrMobile
            default: .other
            }
        let e164 = unsafe withUnsafeBytes(of: number.e164) {
            unsafe Channels.text(of: $0.map { CChar(bitPattern: $0) })
        }
        let home = unsafe withUnsafeBytes(of: number.region) {
            unsafe Channels.text(of: $0.map { CChar(bitPattern: $0) })
        }
        return (e164, home, kind)
    }
}

private func text(of characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
