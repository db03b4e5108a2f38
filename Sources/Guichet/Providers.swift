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
        let relay = try settings.smtp.map { SMTPProvider(transfers: transfers, server: try MailServer($0)) }
        let gateway = try settings.kannel.map { url in
            KannelProvider(
                transfers: transfers,
                settings: try KannelSettings(
                    url, sender: profile.sms, reports: settings.callback + "/inbound/kannel/report"),
                vault: workspace.vault)
        }
        func sending(_ email: some MessageProvider, _ sms: some MessageProvider) -> Sending {
            Sending(
                messages: workspace.messages, blobs: workspace.ground.blobs, sender: sender, email: email,
                sms: sms)
        }
        return switch (relay, gateway) {
        case (let relay?, let gateway?): sending(relay, gateway)
        case (let relay?, nil): sending(relay, outbox)
        case (nil, let gateway?): sending(outbox, gateway)
        case (nil, nil): sending(outbox, outbox)
        }
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
