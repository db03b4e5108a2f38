internal import PostgresClient
package import Scheduler
package import Vault

/// Who our emails come from, and where their answers go.
package struct EmailSender: Sendable {
    package var address: EmailAddress
    /// By locale; French stands in for what is missing.
    package var names: [String: String]
    /// Answers go to `reply+<token>@` this domain; nil: to the address itself.
    package var replyDomain: String?

    package init(address: EmailAddress, names: [String: String], replyDomain: String? = nil) {
        self.address = address
        self.names = names
        self.replyDomain = replyDomain
    }
}

/// The work of a `message.send` job: one attempt to send one message.
///
/// The attempt's row stands before anything is sent, its outcome after. An attempt found without an outcome belongs
/// to a worker that died: nobody knows whether the message left, and the template says what to do then.
package struct Sending: Sendable {
    let messages: Messages
    let blobs: SealedBlobs
    let sender: EmailSender
    let providers: [Medium: any MessageProvider]

    package init(
        messages: Messages, blobs: SealedBlobs, sender: EmailSender, email: some MessageProvider,
        sms: some MessageProvider
    ) {
        self.messages = messages
        self.blobs = blobs
        self.sender = sender
        providers = [.email: email, .sms: sms]
    }

    /// The handler for `Messages.jobKind`.
    package var handler: JobHandler {
        { job in try await send(Message.ID(job.payload)) }
    }

    /// Ends when the message has its end; throws `JobFailure.postponed` while it has a next try.
    package func send(_ id: Message.ID) async throws {
        guard let row = try await SendingRow.read(id, messages.postgres), let provider = providers[row.medium]
        else { return }
        let template: MessageTemplate
        do {
            template = try messages.templates.template(row.template)
        } catch {
            // A newer process has posted it, or its file is being mended.
            throw JobFailure.postponed(by: .seconds(60), reason: "no such template")
        }
        guard let attempt = try await begin(row, template, provider) else { return }
        let delivery = await carry(row, attempt, provider)
        try await conclude(row, template, attempt, delivery)
    }

    /// Writes the attempt's row; nil when there is nothing to send, or no longer.
    private func begin(
        _ row: SendingRow, _ template: MessageTemplate, _ provider: any MessageProvider
    ) async throws -> Int? {
        let now = messages.clock.now
        let step = try await messages.postgres.transaction { transaction in
            try await SendingStep.next(row, template, at: now, provider: provider.name, in: transaction)
        }
        switch step {
        case .attempt(let number): return number
        case .nothing: return nil
        case .later(let delay): throw JobFailure.postponed(by: delay, reason: "not yet due")
        }
    }

    private func carry(_ row: SendingRow, _ attempt: Int, _ provider: any MessageProvider) async -> Delivery {
        do {
            let load = try await load(row)
            return await provider.send(
                Parcel(message: row.id, attempt: attempt, scope: row.scope, load: load))
        } catch VaultFailure.erased {
            return Delivery(.permanent, code: "erased")
        } catch let failure as ChannelsFailure {
            return Delivery(.permanent, code: "\(failure)")
        } catch {
            // Nothing has been sent; the store of keys or blobs may be away for a moment.
            return Delivery(.temporary, code: "can't be put together")
        }
    }

    private func load(_ row: SendingRow) async throws -> Parcel.Load {
        let contents = try await MessageContents.open(row.contents, by: messages.vault, in: row.scope)
        switch row.medium {
        case .sms:
            guard let number = PhoneNumber(contents.address) else {
                throw ChannelsFailure.unusableAddress
            }
            let template = try messages.templates.template(row.template)
            guard
                try await SMSOptOuts(vault: messages.vault)
                    .allows(template, to: number, in: messages.postgres)
            else { throw ChannelsFailure.saidStop }
            return .sms(
                to: number, try messages.templates.sms(row.template, in: row.locale, contents.variables))
        case .email:
            guard let address = EmailAddress(contents.address) else {
                throw ChannelsFailure.unusableAddress
            }
            var files: [(name: String, type: String, bytes: [UInt8])] = []
            for attachment in contents.attachments { files.append(try await file(attachment, to: address)) }
            return .email(
                Email(
                    sender: sender.address,
                    senderName: sender.names[row.locale] ?? sender.names[Words.base] ?? "",
                    replyTo: sender.replyDomain.flatMap { EmailAddress("reply+\(row.replyToken)@\($0)") },
                    recipient: address, locale: row.locale,
                    rendered: try messages.templates.email(row.template, in: row.locale, contents.variables),
                    files: files, id: row.id.value, subject: row.subject, date: row.createdAt))
        }
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

    private func conclude(
        _ row: SendingRow, _ template: MessageTemplate, _ attempt: Int, _ delivery: Delivery
    ) async throws {
        let now = messages.clock.now
        let delay = try await messages.postgres.transaction { transaction in
            try await SendingStep.conclude(row, template, attempt, delivery, at: now, in: transaction)
        }
        if let delay { throw JobFailure.postponed(by: delay, reason: delivery.outcome.rawValue) }
    }
}
