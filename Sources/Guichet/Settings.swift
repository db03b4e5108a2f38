import ArgumentParser
import Configuration
import Foundation
import SystemPackage

/// Where the flags of every command come from: over the environment, over the file, over the defaults.
struct SettingsOptions: ParsableArguments {
    @Option(help: "YAML file with settings; keys as in docs/operations.md.")
    var config: String?

    @Option(help: "Folder that holds ministries, procedures, message-templates and locales.")
    var root: String?

    @Option(help: "Folder for pieces, keys and spools.")
    var `var`: String?

    @Option(help: "redis://[user:password@]host:port[/db] or unix:///path.")
    var redisUrl: String?

    @Option(help: "PostgreSQL connection URI.")
    var databaseUrl: String?

    @Option(help: "The ministry served.")
    var ministry: String?

    @Option(help: "Port of the site, on loopback unless --host says otherwise.")
    var port: Int?

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Public base address, as people see it.")
    var site: String?
}

/// Read once, at the top, into plain values.
struct Settings: Sendable {
    let root: String
    let `var`: String
    let redis: Secret
    let database: Secret
    let ministry: String
    let host: String
    let port: Int
    let site: String
    let logLevel: String
    let smtp: Secret?
    /// The ministry's own unless set.
    let sender: String?
    let replyDomain: String?
    /// Where gateways reach us, when that isn't the public address.
    let callback: String
    let keys: String
    let masterKey: Secret?
    let proxies: Set<String>
    let kannel: Secret?
    let inboundSecret: Secret?
    let maildir: String?
    /// Receivers of webhooks on a developer's own machine: "127.0.0.1:9000".
    let webhookDevelopment: Set<String>

    /// A medium without a provider ends in the development outbox; it is shown on a machine of one's own only, never
    /// on a site that people reach by https.
    var showsOutbox: Bool { (smtp == nil || kannel == nil) && !site.hasPrefix("https://") }

    init(_ options: SettingsOptions) async throws {
        let environment = EnvironmentVariablesProvider()
        let file =
            options.config
            ?? ConfigReader(provider: environment).string(forKey: "guichet.config")
            ?? "guichet.yaml"
        let reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: options.flags),
            environment,
            try await FileProvider<YAMLSnapshot>(
                filePath: FilePath(file), allowMissing: options.config == nil),
        ]).scoped(to: "guichet")
        root = reader.string(forKey: "root", default: FileManager.default.currentDirectoryPath)
        `var` = reader.string(forKey: "var", default: root + "/var")
        redis = Secret(reader.string(forKey: "redis.url", isSecret: true, default: "redis://127.0.0.1:6379"))
        database = Secret(
            reader.string(forKey: "database.url", isSecret: true, default: "postgresql:///guichet"))
        ministry = reader.string(forKey: "ministry", default: "cd")
        host = reader.string(forKey: "host", default: "127.0.0.1")
        port = reader.int(forKey: "port", default: 8080)
        site = reader.string(forKey: "site", default: "http://localhost:\(port)")
        logLevel = reader.string(forKey: "log.level", default: "info")
        smtp = reader.string(forKey: "smtp.url", isSecret: true).map(Secret.init)
        sender = reader.string(forKey: "mail.sender")
        replyDomain = reader.string(forKey: "mail.replyDomain")
        callback = reader.string(forKey: "callback", default: site)
        keys = reader.string(forKey: "keys", default: `var` + "/keys")
        masterKey = reader.string(forKey: "master.key", isSecret: true).map(Secret.init)
        proxies = Set(reader.stringArray(forKey: "proxies", default: []))
        kannel = reader.string(forKey: "sms.kannel.url", isSecret: true).map(Secret.init)
        inboundSecret = reader.string(forKey: "inbound.secret", isSecret: true).map(Secret.init)
        maildir = reader.string(forKey: "maildir")
        webhookDevelopment = Set(reader.stringArray(forKey: "webhooks.development", default: []))
    }
}

extension SettingsOptions {
    fileprivate var flags: [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        func put(_ key: [String], _ value: String?) {
            if let value {
                values[AbsoluteConfigKey(["guichet"] + key)] = .init(.string(value), isSecret: true)
            }
        }
        put(["root"], root)
        put(["var"], `var`)
        put(["redis", "url"], redisUrl)
        put(["database", "url"], databaseUrl)
        put(["ministry"], ministry)
        put(["host"], host)
        put(["site"], site)
        if let port { values[AbsoluteConfigKey(["guichet", "port"])] = .init(.int(port), isSecret: false) }
        return values
    }
}

/// A value that never reaches a log: printing it says so.
struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let value: String

    init(_ value: String) {
        self.value = value
    }

    var description: String { "<redacted>" }
    var debugDescription: String { "<redacted>" }
}
