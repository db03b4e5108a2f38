import ArgumentParser
import CaseDesk
import Channels
import Hummingbird
import Logging
import Metrics
import PostgresClient
import RedisClient
import Scheduler
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the site, do the durable work, or both.")

    enum Role: String, ExpressibleByArgument, CaseIterable {
        case web, worker, all
    }

    @OptionGroup var options: SettingsOptions

    @Option(help: "web, worker or all.")
    var role = Role.all

    func run() async throws {
        let settings = try await Settings(options)
        let level = Logger.Level(rawValue: settings.logLevel) ?? .info
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, logLevel: level) }
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)

        let house = try House(settings)
        try await house.migrate()
        try await house.workspace.booking.refreshAgendas()
        var services: [any Service] = [AgendaWatch(house.workspace.booking, logger: house.logger)]
        if role != .web { services += try house.workers() }
        if role != .worker { services.append(try house.web(registry)) }
        house.logger.notice("serving", metadata: ["role": "\(role.rawValue)", "port": "\(settings.port)"])
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: house.logger))
        try await group.run()
        await house.close()
    }
}

extension House {
    fileprivate func web(_ registry: MetricsRegistry) throws -> any Service {
        let site = Site(
            settings: .init(
                address: settings.site, trustedProxies: settings.proxies,
                inboundSecret: try inboundSecret(), callbacks: try callbacks(),
                showsOutbox: settings.showsOutbox,
                webhooks: settings.webhookPolicy),
            workspace: workspace,
            probes: .init(
                ready: { await ready() },
                metrics: { registry.text() + (await InvariantsWatch(workspace).metrics()) }),
            logger: logger)
        return Application(
            router: site.router(),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "guichet"),
            logger: logger)
    }

    private func inboundSecret() throws -> InboundSecret? {
        guard let text = settings.inboundSecret?.value else { return nil }
        guard let secret = InboundSecret(text) else {
            throw CommandFailure("GUICHET_INBOUND_SECRET should have at least 16 characters")
        }
        return secret
    }

    private func ready() async -> [(name: String, isUp: Bool)] {
        async let redis = try? redis.send(["PING"], repeat: .whenUnknown, timeout: .seconds(2))
        async let postgres = try? postgres.query("SELECT 1")
        return [("redis", await redis != nil), ("postgresql", await postgres != nil)]
    }
}
