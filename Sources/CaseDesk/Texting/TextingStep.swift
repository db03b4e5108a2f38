package import Scheduler

/// What has to be done before an answer can be given. Each is done once per SMS, however often it is asked for.
package enum TextingAct: Hashable, Sendable {
    /// Three places from that day on, at the earliest today; `reason` is told with them.
    case look(TextingAim, from: LocalDate?, reason: TextingReply.Reason)
    case take(TextingAim, Instant)
    case takeOffer(dossier: String, Appointment.ID)
    /// The time that is kept for an appointment that can't be.
    case takeKept(dossier: String, Appointment.ID)
    case declineOffer(dossier: String, Appointment.ID)
    case confirmPresence(dossier: String, Appointment.ID)
    case cancel(dossier: String, Appointment.ID)
    case wait(dossier: String)
    case leave(dossier: String)
    /// Against the miss of that request, in the words of the SMS.
    case appeal(dossier: String)
}

/// What came of an act.
package enum TextingOutcome: Hashable, Sendable {
    /// By start; `first` is the day of the first of them, `next` the day after the last.
    case places([Instant], first: LocalDate?, next: LocalDate)
    case done
    /// Somebody was quicker, or it is too late: the nearest free starts.
    case refused(nearest: [Instant], next: LocalDate)
    /// What was asked for isn't there any more.
    case gone
    /// They missed appointments, and may take no place alone before that.
    case barred(until: Instant)
    /// Nil: they don't wait.
    case waiting(place: Int?)
}

/// What is answered. Bookings, moves and cancellations are told by the appointment's own messages.
package enum TextingReply: Hashable, Sendable {
    case places(TextingAim, [Instant], until: Instant, Reason)
    case noPlaces(dossier: String, Reason)
    case which(dossiers: [String])
    /// The four characters are asked for, to do this.
    case code(TextingAction, dossier: String)
    case waiting(dossier: String, place: Int?, Wait)
    case presence(dossier: String)
    case status(dossier: String)
    case help
    case nothing(Nothing, dossier: String?)
    case barred(dossier: String, until: Instant)
    /// It stands in the dossier, for the agents; nil: in the one they were last told about.
    case received(dossier: String?, Letter)

    package enum Reason: String, Sendable, Codable, CaseIterable {
        case plain, over, taken, unclear
        /// Nothing is free on the day that was wished.
        case day
        /// What was wished is no day to come.
        case date
    }

    package enum Wait: String, Sendable, CaseIterable { case joined, declined, left }

    package enum Nothing: String, Sendable, CaseIterable {
        /// A place is there already: it can be moved.
        case booked
        /// Nothing to confirm, move, cancel or take.
        case appointment
        /// No request that wants an appointment.
        case request
        /// The places that were offered are let go; the appointment stays as it is, if there is one.
        case dropped, kept
        /// Too many wrong codes.
        case locked
    }

    package enum Letter: String, Sendable, CaseIterable { case message, appeal }
}

/// The next thing in a conversation.
package enum TextingStep: Hashable, Sendable {
    case act(TextingAct)
    /// Nil: nothing is answered.
    case tell(TextingReply?)
}
