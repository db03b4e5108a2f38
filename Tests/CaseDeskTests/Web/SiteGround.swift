import Channels
import Foundation
import Hummingbird
import Logging
import NIOCore
import PostgresClient
import Testing
import Transfer

@testable import CaseDesk

/// The site on a port of its own, over the repository's catalogue and words and a real Redis.
struct SiteGround {
    let site: Site
    let address: String
    let catalogue: Catalogue
    private let transfers = Transfers()

    static func open(
        showsOutbox: Bool = false, callbacks: SMSCallbacks = SMSCallbacks(), root: String = TestWords.root,
        _ body: @Sendable (SiteGround) async throws -> Void
    ) async throws {
        let workspace = try await TestWorkspace.make(root: root)
        let site = Site(
            settings: .init(
                address: workspace.site, inboundSecret: InboundSecret("a secret of the gateway"),
                callbacks: callbacks, showsOutbox: showsOutbox),
            workspace: workspace,
            probes: .init(ready: { [("redis", true), ("postgres", false)] }, metrics: { "up 1\n" }),
            logger: workspace.ground.logger)
        let catalogue = workspace.catalogue
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: site.router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: workspace.ground.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await number in ports {
                try await body(
                    SiteGround(site: site, address: "http://127.0.0.1:\(number)", catalogue: catalogue))
                break
            }
            group.cancelAll()
        }
        await workspace.postgres.close()
    }

    /// What a page hands to the form it holds: the token, and the cookie that it is bound to.
    func form(at path: String, cookie: String? = nil) async throws -> (token: String, cookie: String) {
        let page = try await get(path, cookie.map { [("Cookie", $0)] } ?? [])
        let token = try #require(page.text.firstMatch(of: #/name="_token" value="([^"]+)"/#)).output.1
        let given = page.header("Set-Cookie")?.split(separator: ";").first.map(String.init)
        return (String(token), try #require(cookie ?? given))
    }

    func get(_ path: String, _ headers: [(name: String, value: String)] = []) async throws
        -> Transfer.HTTPResponse
    {
        try await transfers.send(Transfer.HTTPRequest(.get, address + path, headers: headers))
    }

    func post(
        _ path: String, _ body: String, _ headers: [(name: String, value: String)] = [],
        type: String = "application/x-www-form-urlencoded"
    ) async throws -> Transfer.HTTPResponse {
        let type = (name: "Content-Type", value: type)
        return try await transfers.send(
            Transfer.HTTPRequest(.post(Array(body.utf8)), address + path, headers: [type] + headers))
    }
}
