/// Every cookie of ours: `__Host-`, so no other host or path can set it, Secure, HttpOnly, SameSite=Lax.
enum CookieName: String, Sendable, CaseIterable {
    /// Someone who hasn't come in yet; ties their forms to their browser.
    case visitor = "__Host-visitor"
    case citizen = "__Host-citizen"
    case agent = "__Host-agent"
    /// Which request for a code this browser made.
    case access = "__Host-access"
    /// Where to go once inside: one of our own addresses.
    case next = "__Host-next"
}

struct SetCookie: Sendable {
    let name: CookieName
    let value: String
    /// Seconds; nil ends with the browser, zero forgets at once.
    var lifetime: Int?

    static func forget(_ name: CookieName) -> SetCookie {
        SetCookie(name: name, value: "", lifetime: 0)
    }

    var header: String {
        let age = lifetime.map { "; Max-Age=\($0)" } ?? ""
        return "\(name.rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax\(age)"
    }
}

/// The cookies a browser sent.
struct CookieJar: Sendable {
    private let values: [String: String]

    init(header: String?) {
        var values: [String: String] = [:]
        for pair in (header ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0]).trimmed] = String(parts[1]).trimmed
        }
        self.values = values
    }

    subscript(name: CookieName) -> String? { values[name.rawValue] }
}
