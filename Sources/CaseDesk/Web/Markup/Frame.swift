/// What every page shows around its content, and the words it speaks.
struct Frame: Sendable {
    enum Visitor: Sendable, Equatable {
        case nobody
        case citizen
        case agent(name: String, role: String)
    }

    struct Language: Sendable, Equatable {
        let code: String
        let name: String
    }

    let say: Phrases
    let ministry: String
    let post: String
    let languages: [Language]
    /// The address below the locale, so that a language switch stays on the page: "/accessibility".
    let path: String
    let visitor: Visitor
    /// The token every form carries back; empty where nobody can send one.
    let csrf: String
    let emergencyPhone: String?
    let requestID: String

    var locale: String { say.locale }
    var direction: String { Frame.isRightToLeft(locale) ? "rtl" : "ltr" }

    /// An address in this page's language.
    func link(_ path: String) -> String { "/\(locale)\(path)" }

    static func isRightToLeft(_ locale: String) -> Bool {
        switch locale.prefix(while: { $0 != "-" }) {
        case "ar", "fa", "he", "ur", "ps": true
        default: false
        }
    }
}
