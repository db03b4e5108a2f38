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
    package var logo: EmailLogo?
    /// Our public address, where reminders can be declined; nil: nowhere.
    package var site: String?

    package init(
        address: EmailAddress, names: [String: String], replyDomain: String? = nil, logo: EmailLogo? = nil,
        site: String? = nil
    ) {
        self.address = address
        self.names = names
        self.replyDomain = replyDomain
        self.logo = logo
        self.site = site
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
    let routes: SendingRoutes
    let policy: SendingPolicy
    let gate: Gate
    let limits: RateLimits

    package init(
        messages: Messages, blobs: SealedBlobs, sender: EmailSender, routes: SendingRoutes,
        policy: SendingPolicy = SendingPolicy()
    ) {
        self.messages = messages
        self.blobs = blobs
        self.sender = sender
        self.routes = routes
        self.policy = policy
        gate = messages.jobs.gate
        limits = messages.jobs.limits
    }

    /// One provider for each medium.
    package init(
        messages: Messages, blobs: SealedBlobs, sender: EmailSender, email: some MessageProvider,
        sms: some MessageProvider
    ) {
        self.init(
            messages: messages, blobs: blobs, sender: sender,
            routes: SendingRoutes([SendingRoute(email, on: .email), SendingRoute(sms, on: .sms)]))
    }

    /// The handler for `Messages.jobKind`.
    package var handler: JobHandler {
        { job in try await send(Message.ID(job.payload)) }
    }

    /// Ends when the message has its end; throws `JobFailure.postponed` while it has a next try.
    package func send(_ id: Message.ID) async throws {
        let now = messages.clock.now
        guard let row = try await SendingRow.read(id, messages.postgres) else { return }
        if row.nextTryAt > now { throw JobFailure.postponed(by: row.nextTryAt - now, reason: "not yet due") }
        let template: MessageTemplate
        do {
            template = try messages.templates.template(row.template)
        } catch {
            // A newer process has posted it, or its file is being mended.
            throw JobFailure.postponed(by: .seconds(60), reason: "no such template")
        }
        do {
            try await send(OneMessage(row: row, template: template, now: now))
        } catch is Settled {
            return
        }
    }

    private func send(_ one: OneMessage) async throws {
        if let limit = one.row.validUntil, limit <= one.now { try await fail(one, .expired, nil) }
        let composition = try await composed(one)
        if !composition.isSimulated { try await overcome(one, composition) }
        let (route, entry) = try await admitted(one, composition)
        try await attempt(one, composition, by: route, entry)
    }

    /// What can't be put together, now or ever, goes no further.
    private func composed(_ one: OneMessage) async throws -> Composition {
        do {
            return try await compose(one.row)
        } catch VaultFailure.erased {
            try await fail(one, .failed, "erased")
        } catch let failure as ChannelsFailure {
            try await fail(one, .failed, "\(failure)")
        } catch {
            // Nothing has been sent; the store of keys or blobs may be away for a moment.
            let delay = RetryDelay.after(attempt: 3, lane: one.row.lane)
            try await putOff(one, by: delay, reason: "it can't be put together")
        }
    }

    /// Goes no further when something stands between the message and its recipient.
    private func overcome(_ one: OneMessage, _ composition: Composition) async throws {
        let row = one.row
        let chosen =
            row.lane == .lifeSafety || row.lane == .loginCode
            ? Preferences() : try await messages.preferences(of: row.recipient)
        let obstacle = policy.obstacle(
            to: composition.address, zone: composition.zone, row, one.template, chosen, at: one.now)
        switch obstacle {
        case .withheld(let reason): try await fail(one, .withheld, reason)
        case .later(let instant): try await putOff(one, by: instant - one.now, reason: "quiet hours")
        case nil: break
        }
        try await heed(one, composition)
        guard let cap = policy.cap(row, one.template) else { return }
        let subject = AddressIndex(vault: messages.vault).text(composition.address, on: row.medium)
        if let wait = try await limits.use(cap, for: subject, as: row.id.value) {
            try await putOff(one, by: wait, reason: "so many to one address")
        }
    }
}

extension Sending {
    /// What came back from an address, and what its owner asked for.
    private func heed(_ one: OneMessage, _ composition: Composition) async throws {
        let row = one.row
        let verdict = try await Suppression(messages).verdict(
            composition.address, on: row.medium, from: row.scope.post, row.lane,
            isLegal: one.template.isLegal)
        if case .refused = verdict { try await fail(one, .withheld, verdict.words) }
        guard case .sms(let number, _) = composition.load else { return }
        let optOuts = SMSOptOuts(vault: messages.vault)
        guard try await optOuts.allows(one.template, to: number, in: messages.postgres) else {
            try await fail(one, .withheld, "stop")
        }
    }
}

/// A message in the worker's hands.
struct OneMessage: Sendable {
    let row: SendingRow
    let template: MessageTemplate
    let now: Instant
}

/// The message has its end: the job is done.
struct Settled: Error {}

extension Sending {
    /// It ends so on this medium: the next rung of its ladder, or its end.
    func fail(_ one: OneMessage, _ state: Message.State, _ reason: String?) async throws -> Never {
        let delay = try await messages.postgres.transaction { transaction in
            switch try await SendingStep.settle(one.row, one.template, at: one.now, in: transaction) {
            case .nothing: nil as Duration?
            case .later(let delay): delay
            case .attempt:
                try await SendingStep.fail(one.row, one.template, state, reason, one.now, transaction)
            }
        }
        if let delay { throw JobFailure.postponed(by: delay, reason: reason ?? state.rawValue) }
        throw Settled()
    }

    /// Its next try is later; with `turn`, a place in that provider's line is kept for it.
    func putOff(
        _ one: OneMessage, by delay: Duration, turn: String? = nil, reason: String
    ) async throws -> Never {
        try await SendingStep.putOff(one.row, until: one.now + delay, turn: turn, messages.postgres)
        throw JobFailure.postponed(by: delay, reason: reason)
    }
}
