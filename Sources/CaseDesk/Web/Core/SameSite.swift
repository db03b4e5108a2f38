import HTTPTypes
import Hummingbird

/// A change is accepted only from our own pages: browsers say where a request comes from.
enum SameSite {
    static func allows(_ request: Request, siteAddress: String) -> Bool {
        if let site = request.headers[.fetchSite] {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.headers[.origin] else { return true }
        return origin == siteAddress || origin.hasSuffix("://\(request.head.authority ?? "")")
    }
}

extension HTTPField.Name {
    static let fetchSite = Self.known("Sec-Fetch-Site")
    static let formToken = Self.known("X-Form-Token")
    static let uploadOffset = Self.known("Upload-Offset")
    static let uploadLength = Self.known("X-Upload-Length")
    static let forwardedFor = Self.known("X-Forwarded-For")
    static let requestID = Self.known("X-Request-Id")
    static let referrerPolicy = Self.known("Referrer-Policy")
    static let permissionsPolicy = Self.known("Permissions-Policy")
    static let openerPolicy = Self.known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = Self.known("Cross-Origin-Resource-Policy")

    /// The names above are tokens, so the failable initialiser has nothing to fail on.
    private static func known(_ name: String) -> Self { Self(name) ?? .server }
}
