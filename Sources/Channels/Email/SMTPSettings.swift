package import Declared
internal import Foundation
package import Scheduler
package import Transfer

/// A relay as it is declared (docs/email.md). Secrets stand in the environment or in files of their own, which are named
/// here.
package struct SMTPSettings: Sendable {
    package var server: MailServer
    package var passwordVariable: String?
    package var passwordFile: String?
    /// The relay offers SMTPUTF8: it can be declared only, since it says so on the way.
    package var carriesUTF8: Bool
    package var dkim: [DKIMSettings]

    package init(_ node: DeclaredNode) {
        let security: MailServer.Security = node.optionalChoice("security") ?? .startTLS
        let standard = security == .tls ? 465 : security == .startTLS ? 587 : 25
        server = MailServer(
            host: node.text("host"), port: node.optionalInteger("port", in: 1...65_535) ?? standard,
            security: security, user: node.optionalText("user"),
            authorities: node.optionalText("authorities"),
            name: node.optionalText("name") ?? "localhost")
        passwordVariable = node.optionalText("password_env")
        passwordFile = node.optionalText("password_file")
        carriesUTF8 = node.boolean("smtputf8")
        dkim = node.list("dkim").map(DKIMSettings.init)
        if server.user != nil, passwordVariable == nil, passwordFile == nil {
            node.report(
                "the user has no password",
                mend: "name a variable in password_env, or a file in password_file")
        }
        if server.user != nil, security == .none {
            node.report("a password would go in the clear", mend: "write security: starttls or tls")
        }
    }

    /// Reads the secrets and keys. Throws `SMTPSettingsFailure` or `DKIMFailure` with what is missing.
    package func provider(
        name: String, transfers: Transfers, clock: ServerClock = .system,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> SMTPProvider {
        var server = server
        if server.user != nil { server.password = try password(environment) }
        let selectors = try dkim.map { try $0.read() }
        return SMTPProvider(
            name: name, transfers: transfers, server: server,
            dkim: selectors.isEmpty ? nil : DKIMSigner(selectors), carriesUTF8: carriesUTF8, clock: clock)
    }

    private func password(_ environment: [String: String]) throws(SMTPSettingsFailure) -> String {
        if let passwordVariable {
            guard let password = environment[passwordVariable] else { throw .missing(passwordVariable) }
            return password
        }
        let file = passwordFile ?? ""
        guard let data = FileManager.default.contents(atPath: file) else { throw .missing(file) }
        return String(decoding: data, as: UTF8.self).trimmed
    }
}

/// The name of the variable or file that should hold a secret.
package enum SMTPSettingsFailure: Error, Equatable {
    case missing(String)
}

/// A DKIM key as it is declared: its file, the name that DNS knows it by, and its time.
package struct DKIMSettings: Sendable {
    package var selector: String
    package var domain: String
    package var keyFile: String
    /// Used from the beginning of this day on, in UTC.
    package var from: LocalDate?
    /// Not used any more from this day on.
    package var until: LocalDate?

    package init(_ node: DeclaredNode) {
        selector = node.text("selector")
        domain = node.text("domain")
        keyFile = node.text("key_file")
        from = Self.date(node, "from")
        until = Self.date(node, "until")
    }

    private static func date(_ node: DeclaredNode, _ key: String) -> LocalDate? {
        guard let text = node.optionalText(key) else { return nil }
        guard let date = LocalDate(text) else {
            node.required(key).report("'\(text)' is no date", mend: "write it like 2026-12-25")
            return nil
        }
        return date
    }

    /// Reads the key.
    package func read() throws(DKIMFailure) -> DKIMSigner.Selector {
        DKIMSigner.Selector(
            name: selector, domain: domain, key: try DKIMKey(file: keyFile), from: from.map(Self.start),
            until: until.map(Self.start))
    }

    private static func start(of day: LocalDate) -> Instant {
        Instant(milliseconds: Int64(day.ordinal) * 86_400_000)
    }
}
