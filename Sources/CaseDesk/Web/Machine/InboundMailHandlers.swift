import Channels
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A relay without a maildir hands mail over as it is (`message/rfc822`): bounces, complaints, answers.
enum InboundMailHandlers {
    static let routes: [Route] = [.post("/inbound/mail", .machine, take)]

    /// 404 for a mail that is for nobody here, so that the relay's log tells.
    private static func take(_ web: WebRequest) async throws -> Response {
        guard let secret = web.site.settings.inboundSecret, secret.matches(given(web.request)) else {
            throw WebFailure.notFound
        }
        var request = web.request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: InboundMail.largest)
        } catch is NIOTooManyBytesError {
            throw WebFailure.tooLarge
        }
        switch try await Inbound(messages: web.stories.messages).mail(Array(buffer.readableBytesView)) {
        case .message(let message): try await web.stories.inbound.take(message)
        case .noted: break
        case .stranger: throw WebFailure.notFound
        }
        return .text("")
    }

    /// `Bearer …`, or the password of `Basic …`: most relays can send one of them.
    private static func given(_ request: Request) -> String {
        let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return "" }
        switch words[0].lowercased() {
        case "bearer": return String(words[1])
        case "basic":
            let pair = Data(base64Encoded: String(words[1])).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return pair.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
        default: return ""
        }
    }
}
