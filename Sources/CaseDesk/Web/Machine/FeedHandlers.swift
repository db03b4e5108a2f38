import Channels
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduler

/// A subscribed calendar asks for its feed, again and again, with nothing but the secret in its address.
enum FeedHandlers {
    static let routes: [Route] = [
        .get("/calendars/{secret}/guichet.ics", .machine, feed)
    ]

    private static func feed(_ web: WebRequest) async throws -> Response {
        let file: FeedFile
        do {
            file = try await web.stories.feeds.open(try web.parameter("secret"), from: web.address)
        } catch let refusal as FeedRefusal {
            throw WebFailure(refusal)
        }
        let headers: HTTPFields = [
            .contentType: "text/calendar; charset=utf-8", .eTag: "\"\(file.tag)\"",
            .lastModified: HTTPDate.text(file.changed), .cacheControl: "private, no-cache",
        ]
        guard !isKnown(file, to: web.request) else {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// RFC 9110 §13.2.2: a tag goes before a date. The date is the one that we gave, so it is compared as text.
    private static func isKnown(_ file: FeedFile, to request: Request) -> Bool {
        if let tags = request.headers[.ifNoneMatch] {
            return tags.split(separator: ",").contains { tag in
                let tag = String(tag).trimmed
                return tag == "*" || tag == "\"\(file.tag)\"" || tag == "W/\"\(file.tag)\""
            }
        }
        return request.headers[.ifModifiedSince] == HTTPDate.text(file.changed)
    }
}

/// "Tue, 24 Nov 2026 09:30:00 GMT" (RFC 9110 §5.6.7).
enum HTTPDate {
    static func text(_ instant: Instant) -> String {
        let wall = LocalDateTime(seconds: Int(instant.milliseconds / 1_000))
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ")
        let date = wall.date
        let day = (date.day < 10 ? "0" : "") + String(date.day)
        return "\(days[date - date.monday]), \(day) \(months[date.month - 1]) \(date.year) "
            + "\(wall.description.suffix(8)) GMT"
    }
}

extension WebFailure {
    init(_ refusal: FeedRefusal) {
        switch refusal {
        case .notAllowed: self = .forbidden
        case .unknown: self = .notFound
        case .tooMany(let wait): self = .tooMany(retryAfter: wait)
        }
    }
}
