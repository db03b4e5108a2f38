import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a form whole, within bounds; leaves uploads to their handlers.
struct BodyReader {
    let route: Route

    func read(_ request: inout Request) async throws -> FormBody {
        guard route.method == .post, route.body == .form, route.audience != .machine else {
            return FormBody()
        }
        guard
            request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
        else {
            guard request.headers[.contentLength] == nil || request.headers[.contentLength] == "0" else {
                throw WebFailure.malformed
            }
            return FormBody()
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: FormBody.byteLimit)
        } catch is NIOTooManyBytesError {
            throw WebFailure.tooLarge
        }
        guard let form = FormBody(encoded: buffer.readableBytesView) else { throw WebFailure.malformed }
        return form
    }
}

/// A change comes from a page of ours, shown to this very session. An upload brings its token in its first part or
/// in a header, which its handler checks.
struct FormGuard {
    let site: Site

    func check(_ web: WebRequest) throws(WebFailure) {
        guard web.route.method != .get, web.route.method != .head, web.route.audience != .machine else {
            return
        }
        guard SameSite.allows(web.request, siteAddress: site.settings.address) else { throw .staleForm }
        if web.route.body == .stream {
            guard let token = web.request.headers[.formToken] else { return }
            guard FormToken.matches(token, web.formToken) else { throw .staleForm }
            return
        }
        let given = web.request.headers[.formToken] ?? web.form[HiddenToken.name]
        guard FormToken.matches(given, web.formToken) else { throw .staleForm }
    }
}
