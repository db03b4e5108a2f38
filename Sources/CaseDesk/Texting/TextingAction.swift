/// What a person can ask for by SMS. The words for each stand in `locales/<locale>/sms.yaml` under `words`.
package enum TextingAction: String, CaseIterable, Sendable, Codable {
    /// Places to choose from, and the ones after those.
    case find, more
    case yes, no
    case cancel, move
    /// Onto the waitlist; a place that it offers.
    case wait, take
    case status, appeal, help
    /// The networks' own word: we neither hear it nor give it another meaning.
    case stop

    /// Nothing but its word, or a code after it, is heard as one of these: "oui mais…" is for an agent to read.
    var isExact: Bool {
        switch self {
        case .yes, .no, .more, .take, .stop: true
        case .find, .cancel, .move, .wait, .status, .appeal, .help: false
        }
    }
}
