package import Scheduler

/// How far somebody's conversation by SMS is. Opaque ids and times only: it is stored as it is.
package struct TextingState: Hashable, Sendable, Codable {
    /// What we asked last; a question that is over still tells what a late answer means.
    package var question: Question?
    /// The dossier that was named last, and until when it need not be named again.
    package var subject: String?
    package var subjectUntil: Instant?
    /// Codes that were wrong.
    package var misses: [Instant] = []
    /// When a place was last taken by a number: the same SMS once more asks for nothing.
    package var takenAt: Instant?

    package init() {}

    package struct Question: Hashable, Sendable, Codable {
        package let kind: Kind
        package let until: Instant

        package init(_ kind: Kind, until: Instant) {
            self.kind = kind
            self.until = until
        }

        package enum Kind: Hashable, Sendable, Codable {
            /// These places, none of them held; `next` begins the ones after them.
            case places(TextingAim, starts: [Instant], next: LocalDate)
            case which(TextingAction, day: TextingDay?, dossiers: [String])
            /// For the last four characters of the reference, before anything is taken away.
            case code(TextingAction, dossier: String)
        }
    }
}

/// What places are looked for.
package struct TextingAim: Hashable, Sendable, Codable {
    package let dossier: String
    /// The appointment that another time is wanted for; nil: a first one.
    package let moving: Appointment.ID?

    package init(dossier: String, moving: Appointment.ID? = nil) {
        self.dossier = dossier
        self.moving = moving
    }
}

/// A request of the person's as it stands at this moment.
package struct TextingSubject: Hashable, Sendable {
    package let dossier: String
    package let code: String
    package let standing: Standing

    package init(dossier: String, code: String, standing: Standing) {
        self.dossier = dossier
        self.code = code
        self.standing = standing
    }

    package enum Standing: Hashable, Sendable {
        /// It wants an appointment and has none.
        case free
        case missed(Appointment.ID)
        case waiting(place: Int)
        case offered(Appointment.ID, start: Instant, until: Instant)
        case booked(Appointment.ID, start: Instant)
        /// The post owes it another time.
        case displaced(Appointment.ID)
        /// It wants none, or none any more.
        case settled
    }

    /// What looking for a place means for it; nil where there is none to look for.
    var aim: TextingAim? {
        switch standing {
        case .free, .missed, .waiting, .offered: TextingAim(dossier: dossier)
        case .displaced(let id): TextingAim(dossier: dossier, moving: id)
        case .booked, .settled: nil
        }
    }
}
