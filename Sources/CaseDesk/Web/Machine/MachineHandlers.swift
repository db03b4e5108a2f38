import Hummingbird

/// What other programs ask: probes first; nothing here shows anything about a person.
enum MachineHandlers {
    static let routes: [Route] = [
        .get("/healthz", .machine) { _ in .text("ok\n") },
        .get("/readyz", .machine, ready),
        .get("/signer.pem", .machine) { web in
            .text(web.stories.ground.signer.certificate, type: "application/x-pem-file")
        },
        .get("/metrics", .machine) { web in
            .text(await web.site.probes.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        },
    ]

    private static func ready(_ web: WebRequest) async throws -> Response {
        let parts = await web.site.probes.ready()
        let lines = parts.map { "\($0.name) \($0.isUp ? "up" : "down")\n" }.joined()
        return .text(lines, status: parts.allSatisfy(\.isUp) ? .ok : .serviceUnavailable)
    }
}
