/// A person to be told something, with what is needed to reach them.
package struct Recipient: Sendable, Hashable, Codable {
    /// Opaque.
    package var id: String
    package var email: EmailAddress?
    package var phone: PhoneNumber?
    package var locale: String
    /// The zone of the person's wall, "Africa/Kinshasa"; nil: the post's.
    package var zone: String?

    package init(
        id: String, email: EmailAddress? = nil, phone: PhoneNumber? = nil, locale: String, zone: String? = nil
    ) {
        self.id = id
        self.email = email
        self.phone = phone
        self.locale = locale
        self.zone = zone
    }

    func address(on medium: Medium) -> String? {
        switch medium {
        case .email: email?.value
        case .sms: phone?.e164
        }
    }
}
