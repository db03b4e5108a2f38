internal import CPhoneNumber

/// A valid telephone number, in E.164 form: `+32470123456`.
///
/// Valid is what libphonenumber knows, and what `numbers.yaml` declares where the library is behind
/// (`PhoneRanges`).
package struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Named as libphonenumber names them.
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case fixed = "FIXED_LINE"
        case mobile = "MOBILE"
        /// Some countries don't tell their mobile numbers from the others.
        case fixedOrMobile = "FIXED_LINE_OR_MOBILE"
        case tollFree = "TOLL_FREE"
        case premiumRate = "PREMIUM_RATE"
        case sharedCost = "SHARED_COST"
        case voip = "VOIP"
        case personal = "PERSONAL_NUMBER"
        case pager = "PAGER"
        case companyWide = "UAN"
        case voicemail = "VOICEMAIL"
        case unknown = "UNKNOWN"

        /// What an SMS surely doesn't reach gets none: it would be paid for, and nobody would know.
        package var canReceiveSMS: Bool { self == .mobile || self == .fixedOrMobile }
    }

    package let e164: String

    /// `region` (ISO 3166, `BE`) reads a number written without its country; nil takes international ones only.
    package init?(_ text: String, region: String? = nil) {
        guard let facts = PhoneFacts(text, region: region), facts.isValid else { return nil }
        e164 = facts.e164
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
    /// Where it is at home (ISO 3166); "001" for a number of no country.
    package var region: String { PhoneFacts(e164, region: nil)?.region ?? "ZZ" }
    package var kind: Kind { PhoneFacts(e164, region: nil)?.kind ?? .unknown }
    package var canReceiveSMS: Bool { kind.canReceiveSMS }

    /// As people write it, with the country's code and spaces.
    package var international: String {
        var buffer = [CChar](repeating: 0, count: 40)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { out in
            unsafe phone_number_international(e164, out.baseAddress, Int32(out.count))
        }
        return length > 0 ? text(of: buffer) : e164
    }
}

/// All that is known of a number, valid or not.
struct PhoneFacts: Sendable, Hashable {
    let e164: String
    let callingCode: Int
    /// Without the country's code.
    let national: String
    private(set) var region: String
    private(set) var kind: PhoneNumber.Kind
    private(set) var isValid: Bool

    /// Nil for what is no number at all.
    init?(_ text: String, region: String?) {
        guard let known = PhoneFacts(library: text, region: region) else { return nil }
        self = known.completed(by: PhoneRanges.current)
    }

    /// What is declared counts over what the library says.
    func completed(by ranges: PhoneRanges) -> PhoneFacts {
        guard let range = ranges.range(of: self) else { return self }
        var facts = self
        (facts.region, facts.kind, facts.isValid) = (range.region, range.kind, true)
        return facts
    }

    /// As the library alone knows it.
    init?(library text: String, region: String?) {
        // Nothing longer is a number; a zero byte would hide what follows it.
        guard (3...60).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        var number = phone_number()
        guard unsafe phone_number_parse(text, region ?? "ZZ", &number) else { return nil }
        e164 = unsafe withUnsafeBytes(of: number.e164) { unsafe Channels.text(of: $0) }
        national = unsafe withUnsafeBytes(of: number.national) { unsafe Channels.text(of: $0) }
        self.region = unsafe withUnsafeBytes(of: number.region) { unsafe Channels.text(of: $0) }
        callingCode = Int(number.calling_code)
        isValid = number.is_valid
        kind = Self.kind(number.type)
    }

    /// 0 where there is no such country.
    static func callingCode(of region: String) -> Int {
        guard region.utf8.count == 2, !region.utf8.contains(0) else { return 0 }
        return Int(unsafe phone_region_calling_code(region))
    }

    private static func kind(_ type: phone_type) -> PhoneNumber.Kind {
        switch type {
        case PHONE_TYPE_FIXED_LINE: .fixed
        case PHONE_TYPE_MOBILE: .mobile
        case PHONE_TYPE_FIXED_LINE_OR_MOBILE: .fixedOrMobile
        case PHONE_TYPE_TOLL_FREE: .tollFree
        case PHONE_TYPE_PREMIUM_RATE: .premiumRate
        case PHONE_TYPE_SHARED_COST: .sharedCost
        case PHONE_TYPE_VOIP: .voip
        case PHONE_TYPE_PERSONAL_NUMBER: .personal
        case PHONE_TYPE_PAGER: .pager
        case PHONE_TYPE_UAN: .companyWide
        case PHONE_TYPE_VOICEMAIL: .voicemail
        default: .unknown
        }
    }
}

private func text(of bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
}

private func text(of characters: [CChar]) -> String {
    text(of: characters.map { UInt8(bitPattern: $0) })
}
