import CaseDesk
import Channels
import Scheduler
import ServiceLifecycle
import Transfer

extension Settings {
    /// The development setting counts on a machine of one's own only, never on a site that people reach by https.
    var webhookPolicy: WebhookPolicy {
        WebhookPolicy(development: site.hasPrefix("https://") ? [] : webhookDevelopment)
    }
}

extension House {
    /// What brings partners' servers their events: workers for those in good health, others for those in trouble, so
    /// that an endpoint that hangs keeps nobody else waiting.
    func webhookWorkers() -> [any Service] {
        let webhooks = workspace.messages.webhooks
        let sender = WebhookSender(transfers: Transfers(), policy: settings.webhookPolicy)
        let handlers = [
            Webhooks.jobKind: WebhookRun(webhooks: webhooks, sender: sender, site: settings.site).handler
        ]
        var quick = Worker.Settings()
        quick.limit = 64
        var slow = Worker.Settings()
        slow.limit = 32
        return [
            Worker(jobs: webhooks.quickJobs, handlers: handlers, settings: quick, logger: logger),
            Worker(jobs: webhooks.slowJobs, handlers: handlers, settings: slow, logger: logger),
            WebhookSweeper(webhooks: webhooks, logger: logger),
        ]
    }
}
