/// Whether a message is sent again when nobody knows if it arrived.
enum Repetition {
    /// An email bears the same Message-ID each time, so that a mailbox can show it once: only one that ends every
    /// worker is given up. An SMS can't be told from the one before: its template decides, and three are enough.
    static func allows(_ medium: Medium, _ template: MessageTemplate, afterUnknowns count: Int) -> Bool {
        switch medium {
        case .email: count < emails
        case .sms: template.afterUnknown == .again && count < texts
        }
    }

    static let emails = 20
    static let texts = 3
}
