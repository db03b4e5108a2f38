package import Channels

/// Somebody's wish to take an arrow.
package struct DossierMove: Sendable {
    package let action: Flow.Action.ID
    package let performer: Performer
    /// What this performer may do at this post.
    package let actors: Set<Flow.Actor>
    package let reason: Flow.Reason.ID?
    package let note: String?
    /// For a correction: the pieces to give again.
    package let pieces: [PieceRequirement.ID]
    /// What the performer was looking at; nil when it doesn't matter.
    package let revision: Int?
    /// Goes with the messages by email: the document that an arrow delivers.
    package let attachments: [MessageAttachment]

    package init(
        _ action: Flow.Action.ID, by performer: Performer, as actors: Set<Flow.Actor>,
        reason: Flow.Reason.ID? = nil, note: String? = nil, pieces: [PieceRequirement.ID] = [],
        revision: Int? = nil, attachments: [MessageAttachment] = []
    ) {
        self.action = action
        self.performer = performer
        self.actors = actors
        self.reason = reason
        self.note = note
        self.pieces = pieces
        self.revision = revision
        self.attachments = attachments
    }
}

/// Why a dossier stays where it is. Each has its sentence in locales/ under `dossier.refusal.<code>`.
package enum DossierRefusal: Error, Sendable, Equatable {
    case unknown
    /// Somebody was first: what they did.
    case movedOn(DossierEvent)
    case unknownAction
    case notAllowed
    case reasonMissing
    /// What still has to stand.
    case notReady([Flow.Guard])
    /// One open dossier per person and procedure: the one there is.
    case alreadyOpen(Dossier.ID)
    /// Somebody with this identity has an open dossier for this procedure, maybe under another contact.
    case sameIdentity
    case notEditable
    case notOffered
    /// Too many appointments missed: an agent books for them.
    case barred

    package var code: String {
        switch self {
        case .unknown: "unknown"
        case .movedOn: "moved_on"
        case .unknownAction: "unknown_action"
        case .notAllowed: "not_allowed"
        case .reasonMissing: "reason_missing"
        case .notReady: "not_ready"
        case .alreadyOpen: "already_open"
        case .sameIdentity: "same_identity"
        case .notEditable: "not_editable"
        case .notOffered: "not_offered"
        case .barred: "barred"
        }
    }

    package var key: String { "dossier.refusal.\(code)" }
}

extension Flow {
    /// The arrow that a wish takes, or why it takes none. `standing` are the guards that hold right now.
    func arrow(
        for move: DossierMove, of dossier: Dossier, standing: Set<Guard>, last: DossierEvent
    ) throws(DossierRefusal) -> Action {
        guard let action = action(move.action) else { throw .unknownAction }
        guard !action.roles.isDisjoint(with: move.actors) else { throw .notAllowed }
        guard action.from.contains(dossier.state) else { throw .movedOn(last) }
        if let revision = move.revision, revision != dossier.revision { throw .movedOn(last) }
        if !action.reasons.isEmpty {
            guard let reason = move.reason, action.reasons.contains(reason) else { throw .reasonMissing }
        }
        let missing = action.guards.filter { !standing.contains($0) }
        guard missing.isEmpty else { throw .notReady(missing) }
        return action
    }
}
