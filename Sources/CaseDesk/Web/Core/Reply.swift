import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: html.bytes)))
    }

    /// After a change the browser is sent to a page of its own, so that reloading repeats nothing.
    static func seeOther(_ address: String, _ cookies: [SetCookie] = []) -> Response {
        var response = Response(status: .seeOther, headers: [.location: address])
        for cookie in cookies { response.set(cookie) }
        return response
    }

    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A file to keep. The name is ours, never what somebody typed (RFC 6266).
    static func file(_ bytes: [UInt8], type: String, name: String, shown: Showing = .saved) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type,
                .contentDisposition: "\(shown.rawValue); filename=\"\(name)\"",
                .contentSecurityPolicy: SecurityHeaders.filePolicy,
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    mutating func set(_ cookie: SetCookie) {
        headers.append(HTTPField(name: .setCookie, value: cookie.header))
    }
}

/// Whether a browser shows a file or saves it.
enum Showing: String, Sendable {
    case inPlace = "inline"
    case saved = "attachment"
}
