internal import PostgresClient
internal import Scheduler

// One attempt: the provider that can take the message now, its answer, and what follows from it.
extension Sending {
    /// Goes no further when the message has to wait for a provider.
    func admitted(_ one: OneMessage, _ composition: Composition) async throws -> (SendingRoute, entry: String)
    {
        let row = one.row
        let entry = randomName()
        if composition.isSimulated { return (SendingRoute(Simulator(), on: row.medium), entry) }
        let order = routes.order(for: row.id, on: row.medium, to: composition.country, lane: row.lane)
        guard let first = order.first else { try await fail(one, .failed, "no provider carries it there") }
        var soonest: (wait: Duration, reason: String)?
        for route in order where !row.tried.contains(route.name) {
            let verdict = try await gate.enter(
                route.name, as: entry, lane: row.lane.gate, parts: composition.parts, route.rules,
                insisting: row.turn == route.name, at: one.now)
            switch verdict {
            case .go, .probe: return (route, entry)
            case .turn(let wait): try await putOff(one, by: wait, turn: route.name, reason: "in line")
            case .wait(let wait, let reason):
                if soonest.map({ wait < $0.wait }) ?? true { soonest = (wait, reason.rawValue) }
            }
        }
        // While every provider is being left alone, an alert goes all the same: one of them may be back.
        if row.lane == .lifeSafety {
            _ = try await gate.enter(
                first.name, as: entry, lane: .urgent, parts: composition.parts, first.rules, insisting: true,
                at: one.now)
            return (first, entry)
        }
        // A code's reader is waiting: rather another medium than a provider that is down.
        if row.lane == .loginCode, !row.rungs.isEmpty { try await fail(one, .failed, "no provider") }
        let wait = soonest?.wait ?? RetryDelay.after(attempt: 1, lane: row.lane)
        try await putOff(one, by: wait * Double.random(in: 1...1.2), reason: soonest?.reason ?? "no provider")
    }

    func attempt(
        _ one: OneMessage, _ composition: Composition, by route: SendingRoute, _ entry: String
    ) async throws {
        let row = one.row
        guard let number = try await begin(one, composition, by: route, entry) else { return }
        let delivery = await route.provider.send(
            Parcel(message: row.id, attempt: number, scope: row.scope, load: composition.load))
        // The breaker may miss a figure; the outcome may not.
        try? await gate.leave(route.name, as: entry, delivery.figure, route.rules, at: messages.clock.now)
        let others = routes.order(for: row.id, on: row.medium, to: composition.country, lane: row.lane)
            .filter { $0.name != route.name && !row.tried.contains($0.name) }
        let now = messages.clock.now
        let delay = try await messages.postgres.transaction { transaction in
            try await SendingStep.conclude(
                row, one.template, number, delivery, of: route.name, hasOther: !others.isEmpty, at: now,
                in: transaction)
        }
        if let delay { throw JobFailure.postponed(by: delay, reason: delivery.outcome.rawValue) }
        if route.provider is Simulator, delivery.outcome == .accepted {
            try await messages.record(
                DeliveryReport(message: row.id, attempt: number, kind: .delivered, code: "simulated"))
        }
    }

    /// Writes the attempt's row; nil when there is nothing to send any more.
    private func begin(
        _ one: OneMessage, _ composition: Composition, by route: SendingRoute, _ entry: String
    ) async throws -> Int? {
        let new = NewAttempt(
            provider: route.name, medium: one.row.medium, country: composition.country,
            parts: composition.parts,
            cost: composition.country.flatMap { route.senders?[$0]?.price }.map { $0 * composition.parts },
            templateVersion: composition.templateVersion,
            contentHash: composition.contentHash)
        do {
            let step = try await messages.postgres.transaction { transaction in
                try await SendingStep.begin(one.row, one.template, new, at: one.now, in: transaction)
            }
            if case .attempt(let number) = step { return number }
            try? await gate.leave(route.name, as: entry, .neutral, route.rules, at: one.now)
            if case .later(let delay) = step {
                throw JobFailure.postponed(by: delay, reason: "not yet due")
            }
            return nil
        } catch let failure where !(failure is JobFailure) {
            try? await gate.leave(route.name, as: entry, .neutral, route.rules, at: one.now)
            throw failure
        }
    }
}

extension Lane {
    var gate: Gate.Lane {
        switch self {
        case .lifeSafety, .loginCode: .urgent
        case .transactional: .usual
        case .reminder, .campaign: .bulk
        }
    }
}

extension Delivery {
    /// What the provider's breaker learns from it.
    var figure: Gate.Result {
        switch outcome {
        case .accepted: .sound
        case .unknown: .faulty
        case .temporary, .permanent: cause == .provider ? .faulty : .sound
        }
    }
}
