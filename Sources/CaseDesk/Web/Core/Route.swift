package import HTTPTypes
import Hummingbird

/// One line of the site's table: who may ask for what, and who answers.
package struct Route: Sendable {
    package enum Audience: String, Sendable, Codable {
        case anyone = "public"
        case citizen, agent, machine
    }

    /// A form is read whole before its handler runs; an upload is handed over as it arrives.
    enum Body: Sendable { case form, stream }

    typealias Answer = @Sendable (WebRequest) async throws -> Response

    package let method: HTTPRequest.Method
    /// "/{locale}/procedures/{procedure}": segments in braces are taken from the address.
    package let pattern: String
    package let audience: Audience
    let body: Body
    let answer: Answer

    static func get(_ pattern: String, _ audience: Audience, _ answer: @escaping Answer) -> Route {
        Route(method: .get, pattern: pattern, audience: audience, body: .form, answer: answer)
    }

    static func post(_ pattern: String, _ audience: Audience, _ answer: @escaping Answer) -> Route {
        Route(method: .post, pattern: pattern, audience: audience, body: .form, answer: answer)
    }

    static func upload(_ pattern: String, _ audience: Audience, _ answer: @escaping Answer) -> Route {
        Route(method: .post, pattern: pattern, audience: audience, body: .stream, answer: answer)
    }

    static func patch(_ pattern: String, _ audience: Audience, _ answer: @escaping Answer) -> Route {
        Route(method: .patch, pattern: pattern, audience: audience, body: .stream, answer: answer)
    }
}
