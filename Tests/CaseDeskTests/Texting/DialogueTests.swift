import Testing

@testable import CaseDesk
@testable import Scheduler

@Suite struct `A conversation by SMS` {
    static let now = AppointmentGround.saturday
    static let today = LocalDate("2026-11-21") ?? LocalDate(ordinal: 0)
    static let place = Appointment.ID("place")
    static let start = now + .days(3)
    static let starts = [now + .days(2), now + .days(3), now + .days(4)]
    static let next = today + 5

    static let standings: [TextingSubject.Standing] = [
        .free, .missed(place), .waiting(place: 2), .offered(place, start: start, until: now + .hours(1)),
        .booked(place, start: start), .displaced(place, isKept: false),
        .displaced(place, isKept: true), .settled,
    ]

    private func subject(
        _ standing: TextingSubject.Standing, _ dossier: String = "d1", code: String = "GH2K"
    ) -> TextingSubject {
        TextingSubject(dossier: dossier, code: code, standing: standing)
    }

    private func dialogue(
        _ subjects: [TextingSubject], _ state: TextingState = TextingState(), at now: Instant = now
    ) -> TextingDialogue {
        TextingDialogue(state, subjects, now: now, today: Self.today)
    }

    private func offered(_ aim: TextingAim = TextingAim(dossier: "d1")) -> TextingState {
        var state = TextingState()
        state.question = .init(
            .places(aim, starts: Self.starts, next: Self.next), until: Self.now + .hours(4))
        return state
    }

    private func says(_ action: TextingAction, code: String? = nil) -> TextingMessage {
        TextingMessage(action: action, code: code)
    }

    /// What each word does to each standing: the whole table.
    @Test(arguments: TextingAction.allCases, standings)
    func `does what the table says`(action: TextingAction, standing: TextingSubject.Standing) {
        var dialogue = dialogue([subject(standing)])
        #expect(dialogue.step(says(action)) == expected(action, standing))
    }

    private func expected(_ action: TextingAction, _ standing: TextingSubject.Standing) -> TextingStep {
        let aim = TextingAim(dossier: "d1")
        let none = TextingStep.tell(.nothing(.appointment, dossier: nil))
        switch (action, standing) {
        case (.stop, _): return .tell(nil)
        case (.help, _), (.resume, _): return .tell(.help)
        case (.status, _): return .tell(.status(dossier: "d1"))
        case (.appeal, _): return .act(.appeal(dossier: "d1"))
        case (.find, .settled), (.more, .settled), (.wait, .settled):
            return .tell(.nothing(.request, dossier: nil))
        case (.find, .booked), (.more, .booked), (.wait, .booked), (.take, .booked):
            return .tell(.nothing(.booked, dossier: "d1"))
        case (.yes, .displaced(let id, isKept: true)), (.take, .displaced(let id, isKept: true)):
            return .act(.takeKept(dossier: "d1", id))
        case (.find, .displaced(let id, _)), (.more, .displaced(let id, _)), (.move, .displaced(let id, _)),
            (.no, .displaced(let id, isKept: true)):
            return .act(.look(TextingAim(dossier: "d1", moving: id), from: nil, reason: .plain))
        case (.find, _), (.more, _): return .act(.look(aim, from: nil, reason: .plain))
        case (.wait, .waiting(let place)): return .tell(.waiting(dossier: "d1", place: place, .joined))
        case (.wait, .free), (.wait, .missed): return .act(.wait(dossier: "d1"))
        case (.wait, _): return .tell(.nothing(.request, dossier: nil))
        case (.yes, .offered), (.take, .offered): return .act(.takeOffer(dossier: "d1", Self.place))
        case (.yes, .booked): return .act(.confirmPresence(dossier: "d1", Self.place))
        case (.no, .offered): return .act(.declineOffer(dossier: "d1", Self.place))
        case (.take, .displaced(let id, _)):
            return .act(.look(TextingAim(dossier: "d1", moving: id), from: nil, reason: .over))
        case (.take, .settled): return none
        case (.take, _): return .act(.look(aim, from: nil, reason: .over))
        case (.no, .booked), (.no, .displaced), (.no, .waiting), (.cancel, .booked), (.cancel, .displaced),
            (.cancel, .waiting), (.cancel, .offered), (.move, .booked):
            return .tell(.code(action, dossier: "d1"))
        default: return none
        }
    }

    @Test(arguments: [TextingAction.no, .cancel, .move], standings)
    func `takes nothing away without the code`(action: TextingAction, standing: TextingSubject.Standing) {
        for code in [nil, "AAAA", "K2HG"] {
            var dialogue = dialogue([subject(standing)])
            if case .act(let act) = dialogue.step(says(action, code: code)) {
                switch act {
                case .cancel, .leave, .take: Issue.record("\(act)")
                case .look, .takeOffer, .takeKept, .declineOffer, .confirmPresence, .wait, .appeal: break
                }
            }
        }
    }

    @Test(arguments: [TextingAction.no, .cancel]) func `cancels with the code, at once or when asked`(
        action: TextingAction
    ) {
        let booked = [subject(.booked(Self.place, start: Self.start))]
        var once = dialogue(booked)
        #expect(once.step(says(action, code: "GH2K")) == .act(.cancel(dossier: "d1", Self.place)))
        var asked = dialogue(booked)
        #expect(asked.step(says(action)) == .tell(.code(action, dossier: "d1")))
        var later = dialogue(booked, asked.state, at: Self.now + .minutes(59))
        #expect(
            later.step(TextingMessage(code: "GH2K")) == .act(.cancel(dossier: "d1", Self.place)))
        #expect(later.conclude(.cancel(dossier: "d1", Self.place), .done) == .tell(nil))
        #expect(later.state.question == nil)
        var tooLate = dialogue(booked, asked.state, at: Self.now + .minutes(61))
        #expect(tooLate.step(TextingMessage(code: "GH2K")) == .tell(.received(dossier: nil, .message)))
    }

    @Test func `moves with the code`() {
        let booked = [subject(.booked(Self.place, start: Self.start))]
        var dialogue = dialogue(booked)
        let aim = TextingAim(dossier: "d1", moving: Self.place)
        let act = TextingAct.look(aim, from: nil, reason: .plain)
        #expect(dialogue.step(says(.move, code: "GH2K")) == .act(act))
        _ = dialogue.conclude(act, .places(Self.starts, first: Self.today + 2, next: Self.next))
        #expect(dialogue.step(TextingMessage(choice: 2)) == .act(.take(aim, Self.starts[1])))
    }

    @Test func `is locked by five wrong codes, for a day`() {
        let booked = [subject(.booked(Self.place, start: Self.start))]
        var state = TextingState()
        for _ in 0..<5 {
            var dialogue = dialogue(booked, state)
            _ = dialogue.step(says(.cancel, code: "AAAA"))
            state = dialogue.state
        }
        var locked = dialogue(booked, state)
        #expect(locked.step(says(.cancel, code: "GH2K")) == .tell(.nothing(.locked, dossier: "d1")))
        var tomorrow = dialogue(booked, state, at: Self.now + .hours(25))
        #expect(tomorrow.step(says(.cancel, code: "GH2K")) == .act(.cancel(dossier: "d1", Self.place)))
    }

    @Test(arguments: 1...3) func `takes the place of the number`(choice: Int) {
        var dialogue = dialogue([subject(.free)], offered())
        let act = TextingAct.take(TextingAim(dossier: "d1"), Self.starts[choice - 1])
        #expect(dialogue.step(TextingMessage(choice: choice)) == .act(act))
        #expect(dialogue.conclude(act, .done) == .tell(nil))
        // The gateway says it once more.
        var again = self.dialogue(
            [subject(.booked(Self.place, start: Self.start))], dialogue.state, at: Self.now + .minutes(9))
        #expect(again.step(TextingMessage(choice: choice)) == .tell(nil))
    }

    @Test func `goes on to later days, to a wished one, and asks again for what isn't offered`() {
        let aim = TextingAim(dossier: "d1")
        for said in [TextingMessage(choice: 4), says(.more)] {
            var more = dialogue([subject(.free)], offered())
            #expect(more.step(said) == .act(.look(aim, from: Self.next, reason: .plain)))
        }
        var day = dialogue([subject(.free)], offered())
        #expect(
            day.step(TextingMessage(day: .weekday(.monday)))
                == .act(.look(aim, from: LocalDate("2026-11-23"), reason: .day)))
        var past = dialogue([subject(.free)])
        #expect(
            past.step(TextingMessage(action: .find, day: .unreadable))
                == .act(.look(aim, from: nil, reason: .date)))
        for said in [TextingMessage(choice: 7), TextingMessage(), says(.yes)] {
            var unclear = dialogue([subject(.free)], offered())
            #expect(
                unclear.step(said)
                    == .tell(.places(aim, Self.starts, until: Self.now + .hours(4), .unclear)))
        }
        var letter = dialogue([subject(.free)], offered())
        #expect(
            letter.step(TextingMessage(isShort: false)) == .tell(.received(dossier: nil, .message)))
    }

    @Test func `says that an offer is over and offers three new ones`() {
        let aim = TextingAim(dossier: "d1")
        let act = TextingAct.look(aim, from: nil, reason: .over)
        var late = dialogue([subject(.free)], offered(), at: Self.now + .hours(4))
        #expect(late.step(TextingMessage(choice: 1)) == .act(act))
        #expect(
            late.conclude(act, .places(Self.starts, first: Self.today + 2, next: Self.next))
                == .tell(.places(aim, Self.starts, until: Self.now + .hours(8), .over)))
        var forgotten = dialogue([subject(.free)])
        #expect(forgotten.step(TextingMessage(choice: 1)) == .act(act))
    }

    @Test func `offers the nearest when somebody was quicker, or the waitlist`() {
        let aim = TextingAim(dossier: "d1")
        let act = TextingAct.take(aim, Self.starts[0])
        var dialogue = dialogue([subject(.free)], offered())
        #expect(
            dialogue.conclude(act, .refused(nearest: [Self.start], next: Self.next))
                == .tell(.places(aim, [Self.start], until: Self.now + .hours(4), .taken)))
        #expect(dialogue.step(TextingMessage(choice: 1)) == .act(.take(aim, Self.start)))
        #expect(
            dialogue.conclude(act, .refused(nearest: [], next: Self.next))
                == .tell(.noPlaces(dossier: "d1", .taken)))
        #expect(dialogue.state.question == nil)
        let offer = TextingAct.takeOffer(dossier: "d1", Self.place)
        #expect(dialogue.conclude(offer, .gone) == .act(.look(aim, from: nil, reason: .over)))
    }

    @Test func `says whether the wished day has a place`() {
        let aim = TextingAim(dossier: "d1")
        let act = TextingAct.look(aim, from: Self.today + 2, reason: .day)
        let until = Self.now + .hours(4)
        var dialogue = dialogue([subject(.free)])
        #expect(
            dialogue.conclude(act, .places(Self.starts, first: Self.today + 2, next: Self.next))
                == .tell(.places(aim, Self.starts, until: until, .plain)))
        #expect(
            dialogue.conclude(act, .places(Self.starts, first: Self.today + 3, next: Self.next))
                == .tell(.places(aim, Self.starts, until: until, .day)))
    }

    @Test func `lets what was offered go by a no`() {
        var first = dialogue([subject(.free)], offered())
        #expect(first.step(says(.no)) == .tell(.nothing(.dropped, dossier: "d1")))
        #expect(first.state.question == nil)
        let booked = [subject(.booked(Self.place, start: Self.start))]
        var moving = dialogue(booked, offered(TextingAim(dossier: "d1", moving: Self.place)))
        #expect(moving.step(says(.no)) == .tell(.nothing(.kept, dossier: "d1")))
    }

    @Test func `asks which of two is meant, and remembers it`() {
        let two = [
            subject(.booked(Self.place, start: Self.start)),
            subject(.booked(Appointment.ID("other"), start: Self.start), "d2", code: "ABCD"),
        ]
        var dialogue = dialogue(two)
        #expect(dialogue.step(says(.yes)) == .tell(.which(dossiers: ["d1", "d2"])))
        #expect(dialogue.step(TextingMessage(letter: 2)) == .tell(.which(dossiers: ["d1", "d2"])))
        #expect(
            dialogue.step(TextingMessage(letter: 1))
                == .act(.confirmPresence(dossier: "d2", Appointment.ID("other"))))
        #expect(dialogue.step(says(.status)) == .tell(.status(dossier: "d2")))
        #expect(dialogue.step(says(.cancel)) == .tell(.code(.cancel, dossier: "d2")))
        #expect(
            dialogue.step(says(.cancel, code: "GH2K")) == .act(.cancel(dossier: "d1", Self.place)))
        var later = self.dialogue(two, dialogue.state, at: Self.now + .hours(3))
        #expect(later.step(says(.status)) == .tell(.which(dossiers: ["d1", "d2"])))
    }

    @Test func `appeals for the one that was missed, and for nobody without a request`() {
        var dialogue = dialogue([subject(.missed(Self.place)), subject(.free, "d2", code: "ABCD")])
        #expect(dialogue.step(says(.appeal)) == .act(.appeal(dossier: "d1")))
        #expect(
            dialogue.conclude(.appeal(dossier: "d1"), .done) == .tell(.received(dossier: "d1", .appeal)))
        for action in TextingAction.allCases {
            var nobody = self.dialogue([])
            if case .act(let act) = nobody.step(says(action)) { Issue.record("\(act)") }
        }
    }

    /// Whatever is said in whatever state, it ends with an answer after few acts.
    @Test func `always comes to an end`() {
        var messages = TextingAction.allCases.map { says($0) }
        messages += TextingAction.allCases.map { says($0, code: "GH2K") }
        messages += [
            TextingMessage(choice: 1), TextingMessage(choice: 4), TextingMessage(letter: 0), TextingMessage(),
            TextingMessage(code: "GH2K"), TextingMessage(day: .ahead(1)),
        ]
        let outcomes: [TextingOutcome] = [
            .done, .gone, .waiting(place: 1), .refused(nearest: [], next: Self.next),
            .refused(nearest: Self.starts, next: Self.next), .places([], first: nil, next: Self.next),
            .places(Self.starts, first: Self.today + 2, next: Self.next),
        ]
        let kinds: [TextingState.Question.Kind?] = [
            nil, .places(TextingAim(dossier: "d1"), starts: Self.starts, next: Self.next),
            .which(.cancel, day: nil, dossiers: ["d1", "d2"]), .code(.move, dossier: "d1"),
        ]
        for standing in Self.standings {
            for kind in kinds {
                for message in messages {
                    for outcome in outcomes {
                        for until in [Self.now + .hours(1), Self.now - .hours(1)] {
                            var state = TextingState()
                            state.question = kind.map { .init($0, until: until) }
                            var dialogue = dialogue([subject(standing)], state)
                            #expect(ends(&dialogue, message, outcome))
                        }
                    }
                }
            }
        }
    }

    private func ends(
        _ dialogue: inout TextingDialogue, _ message: TextingMessage, _ outcome: TextingOutcome
    ) -> Bool {
        var step = dialogue.step(message)
        for _ in 0..<4 {
            guard case .act(let act) = step else { return true }
            step = dialogue.conclude(act, outcome)
        }
        return false
    }
}

@Suite struct `Three places` {
    private func slots(_ days: [(Int, Int)]) throws -> [Slot] {
        try days.flatMap { day, count in
            try (0..<count).map { index in
                let start = try AppointmentGround.at("09:00", days: day) + .minutes(Int64(index * 10))
                return Slot(
                    start: start, end: start + .minutes(10),
                    wall: try Zone("Europe/Brussels").wall(at: start), places: 1)
            }
        }
    }

    private func chosen(_ days: [(Int, Int)], wished: Int? = nil) throws -> [String] {
        TextingPlaces.choose(
            try slots(days), wished: wished.map { AppointmentGround.tuesday + $0 }
        ).chosen.map { "\($0.wall.date - AppointmentGround.tuesday) \($0.wall.time)" }
    }

    @Test func `are spread over the days and over the day`() throws {
        #expect(try chosen([(0, 7), (1, 7), (2, 7), (3, 7)]) == ["0 09:00", "1 09:30", "2 10:00"])
        #expect(try chosen([(0, 7)]) == ["0 09:00"])
        #expect(try chosen([]) == [])
    }

    @Test func `are of the wished day first`() throws {
        #expect(try chosen([(0, 7), (1, 7)], wished: 0) == ["0 09:00", "0 09:30", "0 10:00"])
        #expect(try chosen([(0, 2), (1, 7)], wished: 0) == ["0 09:00", "0 09:10", "1 10:00"])
        #expect(try chosen([(1, 7), (2, 7)], wished: 0) == ["1 09:00", "2 09:30"])
    }
}
