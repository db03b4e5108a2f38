package import Scheduler

/// How a place is asked for, and by whom: it says whose share of the places is offered.
package struct Asking: Sendable, Hashable {
    package let channel: Channel
    /// Who asks on the citizen's behalf; nil: they do it themselves.
    let agent: Performer?

    package init(_ channel: Channel, by performer: Performer? = nil) {
        self.channel = channel
        if case .agent = performer { agent = performer } else { agent = nil }
    }

    package static let web = Asking(.web)
    package static let sms = Asking(.sms)

    func performer(for dossier: Dossier) -> Performer { agent ?? .citizen(dossier.person) }
}
