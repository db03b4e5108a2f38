import CaseDesk
import Channels
import Declared
import Foundation
import Transfer

extension House {
    /// The sender of emails and SMS: by the relay and the gateway of the settings; without one, into the
    /// development outbox.
    func sending() throws -> Sending {
        let transfers = Transfers()
        let outbox = DevelopmentOutbox(postgres: postgres, vault: workspace.vault)
        let profile = workspace.catalogue.ministry.sender
        guard let address = EmailAddress(settings.sender ?? profile.email) else {
            throw CommandFailure(
                "GUICHET_MAIL_SENDER is no email address: \(settings.sender ?? profile.email)")
        }
        let sender = EmailSender(
            address: address, names: profile.name.texts, replyDomain: settings.replyDomain ?? address.domain,
            logo: FileManager.default
                .contents(atPath: "\(settings.root)/ministries/\(settings.ministry)/logo.png")
                .flatMap(EmailLogo.init),
            site: settings.site)
        let plan = sendingPlan
        var policy = plan.policy
        let posts = workspace.catalogue.posts
        policy.zone = { post in posts.first(where: { $0.id.text == post })?.zone }
        return Sending(
            messages: workspace.messages, blobs: workspace.ground.blobs, sender: sender,
            routes: SendingRoutes(try routes(plan, transfers, outbox)), policy: policy)
    }

    /// Those that the ministry declares; for a medium without any, that of the settings, else the outbox.
    private func routes(
        _ plan: SendingPlan, _ transfers: Transfers, _ outbox: DevelopmentOutbox
    ) throws -> [SendingRoute] {
        var routes = try plan.providers.map { try route($0, transfers) }
        if !routes.contains(where: { $0.medium == .email }) {
            let relay = try settings.smtp.map {
                SMTPProvider(transfers: transfers, server: try MailServer($0))
            }
            routes.append(relay.map { SendingRoute($0, on: .email) } ?? SendingRoute(outbox, on: .email))
        }
        if !routes.contains(where: { $0.medium == .sms }) {
            let gateway = try settings.kannel.map { try kannel("kannel", $0, transfers) }
            routes.append(gateway.map { SendingRoute($0, on: .sms) } ?? SendingRoute(outbox, on: .sms))
        }
        return routes
    }

    private func route(_ declared: DeclaredProvider, _ transfers: Transfers) throws -> SendingRoute {
        func secret(_ declared: DeclaredSecret?, _ place: String) throws -> String {
            guard let secret = declared?.read() else {
                throw CommandFailure("\(place): its secret isn't there")
            }
            return secret
        }
        let callback = settings.callback
        let provider: any MessageProvider
        switch declared.settings {
        case .smtp(let settings): provider = try settings.provider(name: declared.name, transfers: transfers)
        case .kannel(let variable):
            guard let address = ProcessInfo.processInfo.environment[variable] else {
                throw CommandFailure("\(declared.place): \(variable) isn't set")
            }
            provider = try kannel(declared.name, Secret(address), transfers)
        case .twilio(let settings):
            provider = TwilioProvider(
                transfers: transfers, settings: settings, token: try secret(settings.token, declared.place),
                callback: callback)
        case .gateway(let settings):
            provider = GatewayProvider(
                transfers: transfers, settings: settings,
                secret: try settings.secret.map { try secret($0, declared.place) }, callback: callback)
        }
        return SendingRoute(
            provider, on: declared.medium, countries: declared.countries, lanes: declared.lanes,
            priority: declared.priority, weight: declared.weight, rules: declared.rules,
            senders: declared.senders)
    }

    /// What the declared gateways may call us with.
    func callbacks() throws -> SMSCallbacks {
        var twilio: TwilioCalls?
        var gateways: [GatewayCalls] = []
        for declared in sendingPlan.providers {
            switch declared.settings {
            case .twilio(let account):
                twilio = account.token?.read().map { TwilioCalls(token: $0, callback: settings.callback) }
            case .gateway(let gateway):
                guard let calls = gateway.calls, let secret = calls.secret?.read() else { continue }
                gateways.append(GatewayCalls(name: gateway.name, settings: calls, secret: secret))
            case .smtp, .kannel: continue
            }
        }
        return SMSCallbacks(twilio: twilio, gateways: gateways)
    }

    private func kannel(_ name: String, _ address: Secret, _ transfers: Transfers) throws -> KannelProvider {
        KannelProvider(
            name: name, transfers: transfers,
            settings: try KannelSettings(
                address, sender: workspace.catalogue.ministry.sender.sms,
                reports: settings.callback + "/inbound/kannel/report"),
            vault: workspace.vault)
    }
}

extension MailServer {
    /// `smtp://[user:password@]host[:port]` (nothing secured: a relay on this machine), `smtp+starttls://…`, `smtps://…`.
    fileprivate init(_ address: Secret) throws {
        guard let url = URLComponents(string: address.value), let host = url.host,
            let security = ["smtp": Security.none, "smtp+starttls": .startTLS, "smtps": .tls][
                url.scheme ?? ""]
        else {
            throw CommandFailure(
                "GUICHET_SMTP_URL should read smtp://host:port, or smtps://user:password@host")
        }
        self.init(
            host: host, port: url.port ?? (security == .tls ? 465 : security == .startTLS ? 587 : 25),
            security: security, user: url.user, password: url.password)
    }
}

extension KannelSettings {
    /// `http://user:password@host:port/cgi-bin/sendsms`
    fileprivate init(_ address: Secret, sender: String, reports: String) throws {
        guard var url = URLComponents(string: address.value), let user = url.user, let password = url.password
        else {
            throw CommandFailure(
                "GUICHET_SMS_KANNEL_URL should read http://user:password@host:port/cgi-bin/sendsms")
        }
        (url.user, url.password) = (nil, nil)
        self.init(
            address: url.string ?? "", user: user, password: password, sender: sender, reports: reports)
    }
}
