package import Scheduler

/// A conversation by SMS: what was asked, what is said and how the person's requests stand give the next step. Without
/// IO: `step` answers with an act or a reply, and `conclude` goes on from what came of the act.
package struct TextingDialogue: Sendable {
    package private(set) var state: TextingState
    /// The person's open requests, the oldest first.
    let subjects: [TextingSubject]
    let now: Instant
    /// At the post.
    let today: LocalDate

    package init(_ state: TextingState, _ subjects: [TextingSubject], now: Instant, today: LocalDate) {
        self.state = state
        self.subjects = subjects
        self.now = now
        self.today = today
    }

    /// As long as an offer of the waitlist: who reads SMS reads them now and then.
    static let patience = Duration.hours(4)
    static let memory = Duration.hours(2)
    static let codePatience = Duration.hours(1)
    static let wrongCodes = 5

    package mutating func step(_ said: TextingMessage) -> TextingStep {
        state.misses.removeAll { $0 < now - .days(1) }
        if let answer = answer(said) { return answer }
        switch said.action {
        case .stop: return .tell(nil)
        // A START without a STOP before it: what can be done by SMS.
        case .help, .resume: return .tell(.help)
        case let action?: return begin(action, said)
        case nil: return letter(said)
        }
    }

    /// What is said to the question that stands open.
    private mutating func answer(_ said: TextingMessage) -> TextingStep? {
        switch state.question?.kind {
        case .code(let action, let dossier):
            guard isOpen else { return nil }
            if said.action == .yes { return .tell(.code(action, dossier: dossier)) }
            guard said.action == nil, let code = said.code else { return nil }
            return checked(action, dossier, code)
        case .which(let action, let day, let dossiers):
            guard isOpen, said.action == nil, let letter = said.letter else { return nil }
            guard dossiers.indices.contains(letter) else { return .tell(.which(dossiers: dossiers)) }
            remember(dossiers[letter])
            var again = said
            (again.action, again.letter, again.day) = (action, nil, day)
            return begin(action, again)
        case .places(let aim, let starts, let next):
            return answer(said, aim, starts, next)
        case nil:
            guard said.choice != nil else { return nil }
            return lateChoice()
        }
    }

    private mutating func answer(
        _ said: TextingMessage, _ aim: TextingAim, _ starts: [Instant], _ next: LocalDate
    ) -> TextingStep? {
        if said.action == .more || said.choice == 4 {
            return .act(.look(aim, from: next, reason: .plain))
        }
        if said.action == nil, let day = said.day {
            return look(aim, day)
        }
        if let choice = said.choice {
            guard isOpen else { return .act(.look(aim, from: nil, reason: .over)) }
            guard starts.indices.contains(choice - 1) else { return again(aim, starts, next) }
            return .act(.take(aim, starts[choice - 1]))
        }
        guard isOpen else { return nil }
        if said.action == .no {
            state.question = nil
            return .tell(.nothing(aim.moving == nil ? .dropped : .kept, dossier: aim.dossier))
        }
        if said.action == .yes, !subjects.contains(where: { $0.canBeConfirmed }) {
            return again(aim, starts, next)
        }
        return nil
    }

    /// A number, when nothing is offered any more.
    private mutating func lateChoice() -> TextingStep {
        if hasJustTaken { return .tell(nil) }
        let wanting = subjects.compactMap(\.aim)
        if wanting.count == 1 { return .act(.look(wanting[0], from: nil, reason: .over)) }
        return begin(.find, TextingMessage(action: .find))
    }

    private mutating func again(
        _ aim: TextingAim, _ starts: [Instant], _ next: LocalDate
    ) -> TextingStep {
        offer(aim, starts, next, .unclear)
    }

    /// What nothing was understood of.
    private mutating func letter(_ said: TextingMessage) -> TextingStep {
        if said.isShort, isOpen {
            switch state.question?.kind {
            case .places(let aim, let starts, let next): return again(aim, starts, next)
            case .which(_, _, let dossiers): return .tell(.which(dossiers: dossiers))
            case .code(let action, let dossier): return .tell(.code(action, dossier: dossier))
            case nil: break
            }
        }
        return .tell(.received(dossier: nil, .message))
    }

    /// A gateway that repeats an SMS gets no second answer.
    var hasJustTaken: Bool { state.takenAt.map { now < $0 + .minutes(10) } ?? false }

    var isOpen: Bool { state.question.map { now < $0.until } ?? false }
}

extension TextingDialogue {
    /// Goes on from what came of an act: another act, or what is told at last.
    package mutating func conclude(_ act: TextingAct, _ outcome: TextingOutcome) -> TextingStep {
        switch (act, outcome) {
        case (_, .barred(let until)):
            state.question = nil
            return .tell(.barred(dossier: act.dossier, until: until))
        // Whatever it is against, an agent reads it.
        case (.appeal(let dossier), _): return .tell(.received(dossier: dossier, .appeal))
        case (.look(let aim, let wished, .day), .places(let starts, let first, let next)):
            return offer(aim, starts, next, first == wished ? .plain : .day)
        case (.look(let aim, _, let reason), .places(let starts, _, let next)):
            return offer(aim, starts, next, reason)
        case (.take, .done):
            state.question = nil
            state.takenAt = now
            return .tell(nil)
        case (.take(let aim, _), .refused(let nearest, let next)):
            return offer(aim, nearest, next, .taken)
        case (.takeOffer(let dossier, _), .refused), (.takeOffer(let dossier, _), .gone):
            return .act(.look(TextingAim(dossier: dossier), from: nil, reason: .over))
        case (.takeKept(let dossier, let id), .refused), (.takeKept(let dossier, let id), .gone):
            return .act(.look(TextingAim(dossier: dossier, moving: id), from: nil, reason: .over))
        case (.takeOffer, _), (.takeKept, _):
            state.question = nil
            state.takenAt = now
            return .tell(nil)
        case (.cancel, .done):
            state.question = nil
            return .tell(nil)
        case (.confirmPresence(let dossier, _), .done): return .tell(.presence(dossier: dossier))
        case (.wait(let dossier), .waiting(let place)):
            state.question = nil
            return .tell(.waiting(dossier: dossier, place: place, .joined))
        case (.declineOffer(let dossier, _), _):
            return .tell(.waiting(dossier: dossier, place: nil, .declined))
        case (.leave(let dossier), _):
            state.question = nil
            return .tell(.waiting(dossier: dossier, place: nil, .left))
        default:
            state.question = nil
            return .tell(.nothing(.appointment, dossier: nil))
        }
    }

    private mutating func offer(
        _ aim: TextingAim, _ starts: [Instant], _ next: LocalDate, _ reason: TextingReply.Reason
    ) -> TextingStep {
        guard !starts.isEmpty else {
            state.question = nil
            return .tell(.noPlaces(dossier: aim.dossier, reason))
        }
        let until = now + Self.patience
        state.question = .init(.places(aim, starts: starts, next: next), until: until)
        return .tell(.places(aim, starts, until: until, reason))
    }

    mutating func ask(_ kind: TextingState.Question.Kind, for duration: Duration) {
        state.question = .init(kind, until: now + duration)
    }

    mutating func remember(_ dossier: String) {
        state.subject = dossier
        state.subjectUntil = now + Self.memory
    }

    mutating func miss() { state.misses.append(now) }

    func look(_ aim: TextingAim, _ day: TextingDay?) -> TextingStep {
        guard let day else { return .act(.look(aim, from: nil, reason: .plain)) }
        guard let date = day.date(today: today) else { return .act(.look(aim, from: nil, reason: .date)) }
        return .act(.look(aim, from: date, reason: .day))
    }
}
