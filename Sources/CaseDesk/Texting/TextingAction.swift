/// What a person can ask for by SMS. The words for each stand in `locales/<locale>/sms.yaml` under `words`.
package enum TextingAction: String, CaseIterable, Sendable, Codable {
    /// Places to choose from, and the ones after those.
    case find, more
    case yes, no
    case cancel, move
    /// Onto the waitlist; a place that it offers.
    case wait, take
    case status, appeal, help
    /// No more SMS, and SMS again. STOP is the networks' word as well: it never gets another meaning.
    case stop, resume

    /// Nothing but its word, or a code after it, is heard as one of these: "oui mais…" is for an agent to read.
    var isExact: Bool {
        switch self {
        case .yes, .no, .more, .take, .stop, .resume: true
        case .find, .cancel, .move, .wait, .status, .appeal, .help: false
        }
    }
}
