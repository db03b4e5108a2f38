import Channels
import Foundation
import Hummingbird
import Scheduler

/// The development outbox in the browser; where messages really leave, there is no such page.
enum OutboxHandlers {
    static let routes: [Route] = [
        .get("/outbox", .anyone, list),
        .get("/outbox/{message}", .anyone, show),
        .get("/outbox/{message}/{file}", .anyone, file),
    ]

    private static func list(_ web: WebRequest) async throws -> Response {
        let shown = web.shown(at: try zone(web))
        let rows = try await messages(web).map { message in
            OutboxPage.Row(
                href: "/outbox/\(message.id)", when: shown.moment(message.sentAt),
                medium: web.say("messages.medium.\(message.medium.rawValue)"), to: message.contents.to,
                subject: message.title)
        }
        return .page(OutboxPage(frame: web.frame, rows: rows).html)
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let message = try await message(web)
        let shown = web.shown(at: try zone(web))
        let say = web.say
        return .page(
            OutboxMessagePage(
                frame: web.frame, subject: message.title,
                rows: [
                    (say("desk.outbox.when"), shown.moment(message.sentAt)),
                    (say("desk.outbox.medium"), say("messages.medium.\(message.medium.rawValue)")),
                    (say("desk.outbox.to"), message.contents.to),
                ], text: message.contents.text, links: message.links,
                attachments: message.contents.files.enumerated().map { index, file in
                    (name: file.name, href: "/outbox/\(message.id)/\(index)")
                }
            ).html)
    }

    private static func file(_ web: WebRequest) async throws -> Response {
        let files = try await message(web).contents.files
        guard let index = Int(try web.parameter("file")), files.indices.contains(index) else {
            throw WebFailure.notFound
        }
        let file = files[index]
        let ending = file.name.split(separator: ".").last.map(String.init) ?? "bin"
        return .file(
            Array(file.bytes), type: file.type, name: "attachment-\(index).\(ending.filter(\.isLetter))")
    }

    private static func messages(_ web: WebRequest) async throws -> [OutboxMessage] {
        guard web.site.settings.showsOutbox else { throw WebFailure.notFound }
        return try await web.stories.messages.outbox(limit: 200)
    }

    private static func message(_ web: WebRequest) async throws -> OutboxMessage {
        let id = try web.parameter("message")
        guard let message = try await messages(web).first(where: { $0.id.value == id }) else {
            throw WebFailure.notFound
        }
        return message
    }

    private static func zone(_ web: WebRequest) throws(WebFailure) -> Zone {
        guard let post = web.site.post else { throw .notFound }
        return post.zone
    }
}

extension OutboxMessage {
    fileprivate var title: String { contents.subject ?? String(contents.text.prefix(60)) }

    /// The addresses in the text, each once.
    fileprivate var links: [String] {
        var links: [String] = []
        for word in contents.text.split(whereSeparator: \.isWhitespace) {
            guard let start = word.range(of: "http") else { continue }
            let link = word[start.lowerBound...].trimmingCharacters(
                in: CharacterSet(charactersIn: "<>()[].,;"))
            if link.hasPrefix("http://") || link.hasPrefix("https://"), !links.contains(link) {
                links.append(link)
            }
        }
        return links
    }
}
