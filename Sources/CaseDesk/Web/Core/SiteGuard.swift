import Declared
import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Around every request: one log line, one measurement, the security headers, and a page for every failure.
struct SiteGuard: RouterMiddleware {
    typealias Context = SiteContext
    let site: Site

    func handle(
        _ request: Request, context: SiteContext,
        next: @concurrent (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let failure = WebFailure(error)
            if failure == .unexpected || failure == .unavailable {
                site.logger.error(
                    "a page failed",
                    metadata: ["request": "\(context.requestID)", "error": "\(type(of: error))"])
            }
            response = page(for: failure, request, context)
        }
        SecurityHeaders.apply(to: &response, https: site.settings.isHTTPS)
        response.headers[.requestID] = context.requestID
        record(request, response, context, took: .now - started)
        return response
    }

    /// Only the route's pattern is told: addresses hold tokens and references.
    private func record(_ request: Request, _ response: Response, _ context: SiteContext, took: Duration) {
        let route = context.endpointPath ?? "none"
        let milliseconds =
            took.components.seconds * 1_000 + took.components.attoseconds / 1_000_000_000_000_000
        site.logger.info(
            "answered",
            metadata: [
                "request": "\(context.requestID)", "method": "\(request.method.rawValue)",
                "route": "\(route)",
                "status": "\(response.status.code)", "ms": "\(milliseconds)",
            ])
        Timer(
            label: "http.request",
            dimensions: [("route", route), ("status", "\(response.status.code)")]
        ).recordMilliseconds(milliseconds)
    }

    private func page(for failure: WebFailure, _ request: Request, _ context: SiteContext) -> Response {
        let segment = request.uri.path.split(separator: "/").first.map(String.init) ?? ""
        let known = site.catalogue.locales.contains(segment)
        let locale = known ? segment : site.browserLocale(request)
        if failure == .signedOut, request.method == .get, let path = signInPath(request, locale: locale) {
            return path
        }
        let profile = site.catalogue.ministry
        let frame = Frame(
            say: Phrases(words: site.words, locale: locale), ministry: profile.name[locale],
            post: site.post?.name[locale] ?? profile.name[locale], languages: site.languages, path: "",
            visitor: .nobody, csrf: "", emergencyPhone: site.post?.phone, requestID: context.requestID)
        var response = Response.page(
            FailurePage(frame: frame, failure: failure).html, status: .init(code: failure.status))
        if case .tooMany(let wait) = failure {
            response.headers[.retryAfter] = String(max(1, wait.components.seconds))
        }
        return response
    }

    /// Somebody who followed their own link is asked in, and led on to it afterwards.
    private func signInPath(_ request: Request, locale: String) -> Response? {
        if request.uri.path.contains("/desk") { return .seeOther("/\(locale)/desk/sign-in") }
        return .seeOther(
            "/\(locale)/sign-in",
            [SetCookie(name: .next, value: SafePath.encoded(request.uri.path), lifetime: 1_800)])
    }
}

/// A page of our own to go on to: kept in a cookie as base64url, never an address elsewhere.
enum SafePath {
    static func encoded(_ path: String) -> String { Base64URL.encode(Array(path.utf8)) }

    static func decoded(_ text: String?) -> String? {
        guard let text, let bytes = Base64URL.decode(text) else { return nil }
        return checked(String(decoding: bytes, as: UTF8.self))
    }

    /// "/fr/requests" → "/requests"; nil for a page that has no language.
    static func belowLocale(_ path: String) -> String? {
        let rest = path.dropFirst().drop { $0 != "/" }
        return rest.isEmpty ? nil : String(rest)
    }

    /// Begins with one slash and holds nothing that leads out of the site.
    static func checked(_ path: String) -> String? {
        let isOurs =
            path.hasPrefix("/") && !path.hasPrefix("//") && path.utf8.count <= 300
            && path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        return isOurs ? path : nil
    }
}
