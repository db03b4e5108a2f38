internal import Foundation
package import Scheduler
package import Vault

/// Something that happened, for partners: opaque ids and public facts only.
package struct WebhookEvent: Sendable {
    /// Unique for ever: the same happening is told once.
    package var name: String
    /// `dossier.submitted`
    package var type: String
    /// The post that it happened at, for endpoints that hear of some posts only.
    package var post: String
    /// The payload is sealed in it; erasing it makes the event unreadable.
    package var scope: VaultScope
    package var at: Instant
    package var data: [String: WebhookValue]

    package init(
        name: String, type: String, post: String, scope: VaultScope, at: Instant, data: [String: WebhookValue]
    ) {
        self.name = name
        self.type = type
        self.post = post
        self.scope = scope
        self.at = at
        self.data = data
    }

    /// `{"data":{…},"timestamp":"…","type":"…"}`, keys in alphabetical order.
    var payload: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = Body(type: type, timestamp: at.rfc3339, data: data)
            return Array(try encoder.encode(body))
        }
    }

    private struct Body: Encodable {
        let type: String
        let timestamp: String
        let data: [String: WebhookValue]
    }
}

/// What an event's data may hold.
package enum WebhookValue: Sendable, Hashable, Encodable {
    case text(String)
    case integer(Int64)
    case instant(Instant)
    case object([String: WebhookValue])

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .instant(let instant): try container.encode(instant.rfc3339)
        case .object(let values): try container.encode(values)
        }
    }
}

extension Instant {
    /// `2026-11-21T23:00:00Z`
    package var rfc3339: String {
        "\(LocalDateTime(seconds: Int((Double(milliseconds) / 1_000).rounded(.down))))Z"
    }
}
