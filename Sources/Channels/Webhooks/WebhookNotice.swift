internal import PostgresClient
internal import Scheduler

// The partner is told by email that nothing comes any more, and why.
extension Webhooks {
    package static let noticeTemplate = "webhook.disabled"

    func tell(
        _ endpoint: WebhookEndpoint, _ health: WebhookHealth, _ reason: WebhookEndpoint.Reason,
        site: String, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        guard let address = EmailAddress(endpoint.wish.contact) else { return [] }
        let now = clock.now
        let since = LocalDateTime(seconds: Int((health.failingSince ?? now).milliseconds / 1_000)).date
        return try await messages.post(
            [
                NewMessage(
                    event: "\(Self.noticeTemplate)/\(endpoint.id)/\(now.milliseconds)",
                    recipient: Recipient(
                        id: "webhook/\(endpoint.id)", email: address, locale: endpoint.wish.locale),
                    template: Self.noticeTemplate,
                    variables: [
                        "host": .text(endpoint.host), "reason": .choice(reason.rawValue),
                        "since": .date(since), "link": .link("\(site)/\(endpoint.wish.locale)"),
                    ], scope: WebhookEndpoint.scope(endpoint.id))
            ], in: transaction)
    }
}
