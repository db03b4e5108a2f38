package import Channels

/// The one way a person gave to be reached: either suffices, many have only a phone.
package enum Contact: Hashable, Sendable {
    case email(EmailAddress)
    case phone(PhoneNumber)

    /// What a person typed into one field. `region` reads a number written without its country (ISO 3166, `BE`).
    /// Nil for a line that takes no SMS, too: nothing could reach it.
    package init?(typed: String, region: String?) {
        if typed.contains("@") {
            // A domain without a dot is a slip: "name@gmail".
            guard let address = EmailAddress(typed), address.domain.contains(".") else { return nil }
            self = .email(address)
        } else {
            guard let number = PhoneNumber(typed, region: region), number.canReceiveSMS else { return nil }
            self = .phone(number)
        }
    }

    var kind: String {
        switch self {
        case .email: "email"
        case .phone: "phone"
        }
    }

    /// What is sealed: the address as it was given, or the number in E.164.
    var text: String {
        switch self {
        case .email(let address): address.value
        case .phone(let number): number.e164
        }
    }

    /// What the keyed hash is of: the same person whatever the capitals.
    var comparable: String {
        switch self {
        case .email(let address): address.normalised
        case .phone(let number): number.e164
        }
    }
}
