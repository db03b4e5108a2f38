import Foundation
package import Scheduler

/// One look or one act. `detail` holds opaque ids and codes, never what a person typed.
package struct AuditEntry: Sendable, Equatable {
    package let performer: Performer
    /// Such as `piece.viewed`, `dossier.approved`.
    package let act: String
    /// Such as `dossier/…`, `agent/…`.
    package let object: String
    package let detail: [String: String]
    package let at: Instant

    package init(
        performer: Performer, act: String, object: String, detail: [String: String] = [:], at: Instant
    ) {
        self.performer = performer
        self.act = act
        self.object = object
        self.detail = detail
        self.at = at
    }
}
