package import Scheduler
package import Vault

/// Something to tell a person. It is sent once per medium, however often it is posted.
package struct NewMessage: Sendable {
    /// What happened, unique: `dossier.submitted/<dossier>`.
    package var event: String
    package var recipient: Recipient
    /// A folder of `message-templates/`.
    package var template: String
    package var variables: [String: TemplateValue]
    /// Those that the recipient has no address for are left out; empty: all that the template has.
    package var media: [Medium]
    package var attachments: [MessageAttachment]
    /// Address, variables and attachments are sealed in it; erasing it makes the message unreadable.
    package var scope: VaultScope
    /// The opaque id of the dossier: its timeline, the thread of its emails, and where a reply goes.
    package var subject: String?
    package var validUntil: Instant?

    package init(
        event: String, recipient: Recipient, template: String, variables: [String: TemplateValue] = [:],
        media: [Medium] = [], attachments: [MessageAttachment] = [], scope: VaultScope,
        subject: String? = nil, validUntil: Instant? = nil
    ) {
        self.event = event
        self.recipient = recipient
        self.template = template
        self.variables = variables
        self.media = media
        self.attachments = attachments
        self.scope = scope
        self.subject = subject
        self.validUntil = validUntil
    }
}

/// A file that goes with an email; SMS leave it out.
package enum MessageAttachment: Sendable, Hashable, Codable {
    /// Sealed bytes, opened when the email is sent.
    case blob(BlobID, VaultScope, name: String, type: String)
    case inline(name: String, type: String, bytes: [UInt8])
    case calendar(CalendarEvent)
}
