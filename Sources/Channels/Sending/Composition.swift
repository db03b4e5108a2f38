internal import Scheduler
internal import Vault

/// A message as it will leave: put together anew for each attempt, from what stands now.
struct Composition: Sendable {
    let load: Parcel.Load
    /// As the sending rules name it: a normalised email address, an E.164 number.
    let address: String
    /// The zone that the person lives by, when it is known.
    let zone: String?
    /// Of the number, for SMS.
    let country: String?
    /// Messages that the networks count.
    let parts: Int
    let templateVersion: String
    let contentHash: [UInt8]

    var isSimulated: Bool { Simulator.ending(load) != nil }
}

extension Sending {
    /// Throws `ChannelsFailure` for what can never be sent, `VaultFailure` when it can't be read (any more).
    func compose(_ row: SendingRow) async throws -> Composition {
        guard let sealed = row.contents else { throw VaultFailure.erased }
        let contents = try await MessageContents.open(sealed, by: messages.vault, in: row.scope)
        guard let address = contents.address(on: row.medium) else { throw ChannelsFailure.unusableAddress }
        let version = try messages.templates.version(row.template, in: row.locale)
        switch row.medium {
        case .sms:
            guard let number = PhoneNumber(address) else { throw ChannelsFailure.unusableAddress }
            let rendered = try messages.templates.sms(row.template, in: row.locale, contents.variables)
            return Composition(
                load: .sms(to: number, rendered), address: number.e164, zone: contents.zone,
                country: number.region, parts: SMSText(rendered.text).parts.count, templateVersion: version,
                contentHash: MessageContents.hash(salt: contents.salt, [rendered.text]))
        case .email:
            guard let mailbox = EmailAddress(address) else { throw ChannelsFailure.unusableAddress }
            var files: [(name: String, type: String, bytes: [UInt8])] = []
            for attachment in contents.attachments { files.append(try await file(attachment, to: mailbox)) }
            let rendered = try messages.templates.email(row.template, in: row.locale, contents.variables)
            let email = Email(
                sender: sender.address,
                senderName: sender.names[row.locale] ?? sender.names[Words.base] ?? "",
                replyTo: sender.replyDomain.flatMap { EmailAddress("reply+\(row.replyToken)@\($0)") },
                recipient: mailbox, locale: row.locale, rendered: rendered, files: files, id: row.id.value,
                subject: row.subject, date: row.createdAt, logo: sender.logo, unsubscribe: unsubscribe(row))
            return Composition(
                load: .email(email), address: mailbox.normalised, zone: contents.zone, country: nil, parts: 1,
                templateVersion: version,
                contentHash: MessageContents.hash(
                    salt: contents.salt, [rendered.subject, rendered.text, rendered.html]))
        }
    }

    private func unsubscribe(_ row: SendingRow) -> String? {
        guard let site = sender.site, UnsubscribeKey.applies(to: row.lane) else { return nil }
        return "\(site)/\(row.locale)/unsubscribe/\(UnsubscribeKey(messages.vault).text(for: row.id))"
    }

    private func file(
        _ attachment: MessageAttachment, to recipient: EmailAddress
    ) async throws -> (name: String, type: String, bytes: [UInt8]) {
        switch attachment {
        case .blob(let id, let scope, let name, let type):
            return (name, type, try await blobs.readAll(id, in: scope))
        case .inline(let name, let type, let bytes):
            return (name, type, bytes)
        case .calendar(let event):
            let file = CalendarFile(
                event: event, organizer: sender.address,
                organizerName: sender.names[event.language ?? Words.base] ?? sender.names[Words.base],
                attendee: recipient, now: messages.clock.now)
            return ("rendez-vous.ics", file.contentType, try file.serialized())
        }
    }
}

extension MessageContents {
    func address(on medium: Medium) -> String? {
        addresses[medium.rawValue]
    }
}
