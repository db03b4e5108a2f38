import ServiceLifecycle

/// One job on its way through a handler, its lease kept meanwhile.
struct JobRun: Sendable {
    enum Ending: Sendable {
        case done
        case failed(any Error)
        /// Another worker has the job now.
        case leaseLost
        /// The worker stops and the handler didn't end within the time it had for that.
        case outOfTime
    }

    let jobs: Jobs
    let lease: Lease
    let length: Duration
    let drain: Duration

    func callAsFunction(_ handler: @escaping JobHandler) async -> Ending {
        await withTaskGroup(of: Ending?.self) { group in
            group.addTask { await work(handler) }
            group.addTask { await keepLease() }
            group.addTask { await drainTime() }
            var ending: Ending?
            for await event in group {
                guard let event else { continue }
                // The handler's own word counts more than the reason for which it was cut short.
                if case .done = event { ending = .done } else { ending = ending ?? event }
                group.cancelAll()
            }
            return ending ?? .failed(CancellationError())
        }
    }

    private func work(_ handler: JobHandler) async -> Ending? {
        do {
            try await handler(lease.job)
            return .done
        } catch {
            return .failed(error)
        }
    }

    private func keepLease() async -> Ending? {
        while (try? await Task.sleep(for: length / 3)) != nil {
            // A server that can't be reached is asked again; the token protects the job if the lease runs out meanwhile.
            guard let answer = try? await jobs.extend([lease], by: length).first else { continue }
            if answer == .lost { return .leaseLost }
        }
        return nil
    }

    private func drainTime() async -> Ending? {
        do {
            try await gracefulShutdown()
            try await Task.sleep(for: drain)
            return .outOfTime
        } catch {
            return nil
        }
    }
}
