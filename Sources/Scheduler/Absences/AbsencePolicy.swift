import Declared

/// How a service deals with people who may not come.
package struct AbsencePolicy: Sendable, Equatable {
    /// When a person is reminded: the longest before first, each once.
    package let reminders: [Ahead]
    /// When a place goes back whose person was asked and didn't answer; nil: never.
    package let release: Ahead?
    /// Nil: never beyond the counters.
    package let overbooking: Overbooking?

    package init(
        reminders: [Ahead] = Self.usual.reminders, release: Ahead? = nil, overbooking: Overbooking? = nil
    ) {
        self.reminders = Set(reminders).sorted(by: >)
        self.release = release
        self.overbooking = overbooking
    }

    package static let usual = AbsencePolicy(reminders: [.sevenDays, .twoDays, .threeHours])

    /// `reminders`, `unconfirmed` and `overbooking` of a service in `agenda.yaml`.
    init(reading service: DeclaredNode) {
        let reminders = service.optional("reminders")?.entries.compactMap(Ahead.init(reading:))
        let release = service.optional("unconfirmed").flatMap { Ahead(reading: $0.required("release")) }
        self.init(
            reminders: reminders ?? Self.usual.reminders, release: release,
            overbooking: Overbooking(reading: service))
        if let release, !self.reminders.contains(where: { $0 > release }) {
            service.required("unconfirmed").report(
                "nobody is asked before \(release), when unconfirmed places go back",
                mend: "remind earlier, or release later")
        }
    }
}

extension Ahead {
    fileprivate init?(reading node: DeclaredNode) {
        guard let ahead = Ahead(node.textValue) else {
            node.report(
                "'\(node.textValue)' is no time before", mend: "write days or hours, like 7d or 3h")
            return nil
        }
        self = ahead
    }
}

extension Agendas {
    /// The rules of an appointment's service; the usual ones when it is declared no longer.
    package func absences(of appointment: Appointment) -> AbsencePolicy {
        byPost[appointment.post]?.service(appointment.service)?.service.absences ?? .usual
    }
}
