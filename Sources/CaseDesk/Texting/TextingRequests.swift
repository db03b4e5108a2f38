import Scheduler

// What each word asks for, once it is known which request it means.
extension TextingDialogue {
    mutating func begin(_ action: TextingAction, _ said: TextingMessage) -> TextingStep {
        let missed = subjects.filter(\.isMissed)
        let fitting =
            action == .appeal && !missed.isEmpty ? missed : subjects.filter { $0.fits(action) }
        switch choose(among: fitting, said) {
        case .one(let subject): return perform(action, on: subject, said)
        case .none: return nothing(for: action)
        case .several:
            let dossiers = Array(fitting.suffix(Self.listed)).map(\.dossier)
            ask(.which(action, day: said.day, dossiers: dossiers), for: .days(1))
            return .tell(.which(dossiers: dossiers))
        }
    }

    private enum Choice {
        case one(TextingSubject)
        case several
        case none
    }

    /// More don't fit into an SMS; whoever has more names a reference.
    static let listed = 3

    /// By the reference, by the letter of the last list, the only one, or the one that was named a while ago.
    private func choose(among fitting: [TextingSubject], _ said: TextingMessage) -> Choice {
        if let named = fitting.first(where: { $0.code == said.code }) { return .one(named) }
        if let letter = said.letter, case .which(_, _, let dossiers) = state.question?.kind,
            dossiers.indices.contains(letter),
            let named = fitting.first(where: { $0.dossier == dossiers[letter] })
        {
            return .one(named)
        }
        if fitting.count < 2 { return fitting.first.map(Choice.one) ?? .none }
        if let until = state.subjectUntil, now < until,
            let known = fitting.first(where: { $0.dossier == state.subject })
        {
            return .one(known)
        }
        return .several
    }

    private mutating func perform(
        _ action: TextingAction, on subject: TextingSubject, _ said: TextingMessage
    ) -> TextingStep {
        let dossier = subject.dossier
        switch (action, subject.standing) {
        case (.yes, .offered(let id, _, _)), (.take, .offered(let id, _, _)):
            return .act(.takeOffer(dossier: dossier, id))
        case (.yes, .displaced(let id, _)), (.take, .displaced(let id, isKept: true)):
            return .act(.takeKept(dossier: dossier, id))
        // No to the time that is kept: others are shown, and the claim stays.
        case (.no, .displaced(let id, isKept: true)):
            return look(TextingAim(dossier: dossier, moving: id), said.day)
        case (.yes, .booked(let id, _)): return .act(.confirmPresence(dossier: dossier, id))
        case (.no, .offered(let id, _, _)): return .act(.declineOffer(dossier: dossier, id))
        case (.wait, .waiting(let place)):
            return .tell(.waiting(dossier: dossier, place: place, .joined))
        case (.wait, _): return .act(.wait(dossier: dossier))
        case (.status, _): return .tell(.status(dossier: dossier))
        case (.appeal, _): return .act(.appeal(dossier: dossier))
        case (.no, _), (.cancel, _), (.move, .booked):
            guard let code = said.code else { return askForCode(action, dossier) }
            return checked(action, dossier, code, day: said.day)
        default:
            guard let aim = subject.aim else { return nothing(for: action) }
            return look(aim, said.day)
        }
    }

    private mutating func askForCode(_ action: TextingAction, _ dossier: String) -> TextingStep {
        guard state.misses.count < Self.wrongCodes else {
            return .tell(.nothing(.locked, dossier: dossier))
        }
        ask(.code(action, dossier: dossier), for: Self.codePatience)
        return .tell(.code(action, dossier: dossier))
    }

    /// A number can be forged, but whoever forges it doesn't read what we send there.
    mutating func checked(
        _ action: TextingAction, _ dossier: String, _ code: String, day: TextingDay? = nil
    ) -> TextingStep {
        guard state.misses.count < Self.wrongCodes else {
            return .tell(.nothing(.locked, dossier: dossier))
        }
        guard let subject = subjects.first(where: { $0.dossier == dossier }), subject.fits(action) else {
            return nothing(for: action)
        }
        guard subject.code == code else {
            miss()
            return askForCode(action, dossier)
        }
        switch (action, subject.standing) {
        case (.move, .booked(let id, _)), (.move, .displaced(let id, _)):
            return look(TextingAim(dossier: dossier, moving: id), day)
        case (_, .booked(let id, _)), (_, .displaced(let id, _)):
            return .act(.cancel(dossier: dossier, id))
        default: return .act(.leave(dossier: dossier))
        }
    }

    private func nothing(for action: TextingAction) -> TextingStep {
        let booked = subjects.first { $0.isBooked }
        switch action {
        case .find, .more, .wait:
            return .tell(
                booked.map { .nothing(.booked, dossier: $0.dossier) } ?? .nothing(.request, dossier: nil))
        case .take:
            if hasJustTaken { return .tell(nil) }
            let wanting = subjects.compactMap(\.aim)
            if wanting.count == 1 { return .act(.look(wanting[0], from: nil, reason: .over)) }
            return .tell(.nothing(booked == nil ? .appointment : .booked, dossier: booked?.dossier))
        case .status, .appeal: return .tell(.nothing(.request, dossier: nil))
        case .yes, .no, .cancel, .move, .help, .stop, .resume:
            return .tell(.nothing(.appointment, dossier: nil))
        }
    }
}

extension TextingSubject {
    var isBooked: Bool {
        if case .booked = standing { true } else { false }
    }

    var isMissed: Bool {
        if case .missed = standing { true } else { false }
    }

    var canBeConfirmed: Bool {
        switch standing {
        case .booked, .offered, .displaced(_, isKept: true): true
        case .free, .missed, .waiting, .displaced, .settled: false
        }
    }

    func fits(_ action: TextingAction) -> Bool {
        switch (action, standing) {
        case (.status, _), (.appeal, _): true
        case (_, .settled): false
        case (.find, _), (.more, _): aim != nil
        case (.wait, .free), (.wait, .missed), (.wait, .waiting): true
        case (.take, .offered), (.take, .displaced(_, isKept: true)): true
        case (.yes, _): canBeConfirmed
        case (.no, .booked), (.no, .offered), (.no, .displaced), (.no, .waiting): true
        case (.cancel, .booked), (.cancel, .displaced), (.cancel, .waiting), (.cancel, .offered): true
        case (.move, .booked), (.move, .displaced): true
        default: false
        }
    }
}
