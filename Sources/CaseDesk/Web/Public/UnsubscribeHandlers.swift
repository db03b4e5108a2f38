import Channels
import Hummingbird

/// The link with which a person declines reminders. Looking changes nothing, so a mail scanner may look; a mail program
/// may press by itself, with no cookie and no page of ours before (RFC 8058): the link's own key is the proof.
enum UnsubscribeHandlers {
    static let routes: [Route] = [
        .get("/{locale}/unsubscribe/{key}", .anyone, ask),
        .post("/{locale}/unsubscribe/{key}", .machine, decline),
    ]

    private static func ask(_ web: WebRequest) async throws -> Response {
        let key = try web.parameter("key")
        guard try await Suppression(web.stories.messages).knows(unsubscribing: key) else {
            throw WebFailure.notFound
        }
        return .page(
            EnterPage(
                frame: web.frame, action: web.link("/unsubscribe/\(key)"),
                title: web.say("unsubscribe.title"), text: web.say("unsubscribe.text"),
                button: web.say("unsubscribe.button")
            ).html)
    }

    private static func decline(_ web: WebRequest) async throws -> Response {
        guard try await Suppression(web.stories.messages).unsubscribe(try web.parameter("key")) else {
            throw WebFailure.notFound
        }
        return .page(
            Layout(
                frame: web.frame, title: web.say("unsubscribe.done_title"), back: web.link(""),
                content: """
                    <h1>\(web.say("unsubscribe.done_title"))</h1>
                    <p class="lead">\(web.say("unsubscribe.done_text"))</p>
                    """
            ).html)
    }
}
