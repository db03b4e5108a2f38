/// A relay that takes our mail.
package struct MailServer: Sendable, Hashable {
    package enum Security: String, Sendable, CaseIterable {
        /// Nothing: a relay on the same machine.
        case none
        /// STARTTLS, or no delivery.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case tls
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var user: String?
    package var password: String?
    /// PEM file of the authorities to trust; nil: the system's.
    package var authorities: String?
    /// What we call ourselves in EHLO.
    package var name: String

    package init(
        host: String, port: Int, security: Security = .startTLS, user: String? = nil,
        password: String? = nil, authorities: String? = nil, name: String = "localhost"
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.authorities = authorities
        self.name = name
    }
}

package struct MailEnvelope: Sendable {
    package var sender: String
    package var recipients: [String]

    package init(sender: String, recipients: [String]) {
        self.sender = sender
        self.recipients = recipients
    }
}

/// What the relay said last.
package struct MailReply: Sendable, Equatable {
    /// 250, 421, 550…
    package let code: Int
    /// RFC 3463: `5.1.1`.
    package let status: String?
}
