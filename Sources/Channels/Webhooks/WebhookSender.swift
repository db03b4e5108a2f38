internal import Scheduler
package import Transfer

/// Posts one event to one endpoint, signed. A redirect is not followed; little of the answer is read, less kept.
package struct WebhookSender: Sendable {
    private let transfers: Transfers
    private let policy: WebhookPolicy
    private let timeout: Duration

    /// `transfers` is the webhooks' own: over a connection that somebody else opened nobody judged the address.
    package init(transfers: Transfers, policy: WebhookPolicy, timeout: Duration = .seconds(15)) {
        self.transfers = transfers
        self.policy = policy
        self.timeout = timeout
    }

    /// Longer than any attempt takes: one that is older belongs to a worker that died.
    var claim: Duration { timeout + .seconds(15) }

    static let excerptLabel = "webhook.excerpt"
    static let longestExcerpt = 500
    static let mostRead = 16 << 10

    struct Outcome: Sendable, Equatable {
        let outcome: Attempt.Outcome
        var status: Int?
        var code: String?
        var excerpt: [UInt8] = []
        var askedToWait: Duration?

        /// It wants to hear nothing more, ever.
        var isGone: Bool { status == 410 }
    }

    func send(
        _ webhook: SignedWebhook, to url: String, by secrets: [WebhookSecret], at now: Instant
    ) async -> Outcome {
        let target: WebhookTarget
        do throws(WebhookTarget.Refusal) {
            target = try policy.target(url)
        } catch {
            return Outcome(outcome: .temporary, code: "not sent: \(error)")
        }
        let request = HTTPRequest(
            .post(webhook.body), target.url,
            headers: [
                ("content-type", "application/json"), ("webhook-id", webhook.id),
                ("webhook-timestamp", String(webhook.timestamp)),
                ("webhook-signature", webhook.signature(by: secrets)), ("user-agent", "Guichet-Webhooks/1"),
            ],
            connectTimeout: .seconds(5), timeout: timeout, maximumBytes: Self.mostRead, overflow: .cut,
            peers: policy.peers(of: target))
        do throws(TransferFailure) {
            return Self.outcome(try await transfers.send(request), at: now)
        } catch {
            return Self.outcome(error)
        }
    }

    static func outcome(_ response: HTTPResponse, at now: Instant) -> Outcome {
        let wait =
            [429, 503].contains(response.status)
            ? response.header("retry-after").flatMap { WebhookSchedule.wait($0, at: now) } : nil
        let code =
            switch response.status {
            case 200..<300: nil as String?
            case 300..<400: "redirects are not followed"
            case 410: "gone"
            default: "HTTP \(response.status)"
            }
        return Outcome(
            outcome: (200..<300).contains(response.status)
                ? .accepted : response.status == 410 ? .permanent : .temporary,
            status: response.status, code: code, excerpt: Array(response.body.prefix(longestExcerpt)),
            askedToWait: wait)
    }

    static func outcome(_ failure: TransferFailure) -> Outcome {
        switch failure {
        case .unknown(let why): Outcome(outcome: .unknown, code: why)
        case .notSent(let why), .malformed(let why): Outcome(outcome: .temporary, code: why)
        case .refused, .cancelled: Outcome(outcome: .temporary, code: "cancelled")
        }
    }
}
