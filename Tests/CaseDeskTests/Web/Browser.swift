import Testing
import Transfer

@testable import CaseDesk

/// A browser with its cookies, one page after another.
final class Browser {
    let ground: SiteGround
    private(set) var cookies: [String: String]

    init(_ ground: SiteGround, holding cookies: [String: String] = [:]) {
        self.ground = ground
        self.cookies = cookies
    }

    func get(_ path: String) async throws -> Transfer.HTTPResponse {
        keep(try await ground.get(path, headers))
    }

    /// Sends the form of the page at `page`, with that page's token.
    func post(_ body: String, to path: String, from page: String? = nil) async throws
        -> Transfer.HTTPResponse
    {
        let shown = try await get(page ?? path)
        let token = try #require(shown.text.firstMatch(of: #/name="_token" value="([^"]+)"/#)).output.1
        let fields = body.isEmpty ? "" : "&\(body)"
        return keep(try await ground.post(path, "_token=\(token)\(fields)", headers))
    }

    /// The form of the page at `page` as it stands there, sent `times` times.
    func press(_ body: String, to path: String, from page: String, times: Int) async throws
        -> [Transfer.HTTPResponse]
    {
        let shown = try await get(page)
        let names = shown.text.matches(of: #/name="(_token|_once)" value="([^"]+)"/#)
        let hidden = names.suffix(2).map { "\($0.output.1)=\($0.output.2)" }.joined(separator: "&")
        var answers: [Transfer.HTTPResponse] = []
        for _ in 0..<times { answers.append(keep(try await ground.post(path, "\(hidden)&\(body)", headers))) }
        return answers
    }

    private var headers: [(name: String, value: String)] {
        cookies.isEmpty
            ? [] : [("Cookie", cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; "))]
    }

    private func keep(_ response: Transfer.HTTPResponse) -> Transfer.HTTPResponse {
        for header in response.headers where header.name.lowercased() == "set-cookie" {
            let parts = header.value.split(separator: ";")
            guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            cookies[name] =
                header.value.contains("Max-Age=0") ? nil : String(pair[pair.index(after: equals)...])
        }
        return response
    }
}
