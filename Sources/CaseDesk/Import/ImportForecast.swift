import Scheduler

/// Whether there is room for a row, asked before anything is written; in a dry run, beside the rows before it.
struct ImportForecast {
    private let order: AppointmentImport.Order
    private let booking: Booking
    private let moment: @Sendable () -> Instant?
    /// The spans that rows of this dry run would take.
    private var admitted: [ClosedRange<Instant>] = []

    init(_ intake: AppointmentImport) {
        order = intake.order
        booking = intake.workspace.booking
        moment = intake.moment
    }

    /// Refuses what finds no place now.
    @discardableResult
    func check(_ wish: ImportWish) async throws -> Int {
        let visit = visit(wish)
        switch try await booking.forecast(visit, from: wish.start, at: moment()) {
        case .free(let places): return places
        case .past: throw ImportProblem(.past, "it is over", mend: "nothing to do")
        case .tooLate:
            throw ImportProblem(
                .tooLate, "it is closer than people may book", mend: "book it at the desk, by hand")
        case .tooFar:
            throw ImportProblem(
                .refused, "it is further away than people may choose",
                mend: "raise the service's horizon in the agenda, and import the file again")
        case .closed:
            throw ImportProblem(
                .closed, "the post receives nobody at \(shown(wish.start)), or not from then on",
                mend: "\(try await others(visit, wish)), or change the agenda and import the file again")
        case .full: throw try await full(visit, wish)
        }
    }

    /// The same, with the rows admitted before counted as taken.
    mutating func admit(_ wish: ImportWish) async throws {
        let visit = visit(wish)
        let places = try await check(wish)
        let agenda = booking.agendas.byPost[order.post.id.text]
        let cells = agenda?.service(order.service)?.service.cells(units: wish.units) ?? 1
        let end = wish.start + Cell.duration * cells
        let beside = admitted.filter { $0.lowerBound < end && wish.start < $0.upperBound }
        // The most that stand in one cell of the span.
        let most = (0..<cells).map { cell in
            let instant = wish.start + Cell.duration * cell
            return beside.filter { $0.lowerBound <= instant && instant < $0.upperBound }.count
        }
        guard places > most.max() ?? 0 else { throw try await full(visit, wish) }
        admitted.append(wish.start...end)
    }

    func visit(_ wish: ImportWish) -> Visit {
        Visit(post: order.post.id.text, service: order.service, units: wish.units, channel: .desk)
    }

    func full(_ visit: Visit, _ wish: ImportWish) async throws -> ImportProblem {
        ImportProblem(
            .full, "every counter is taken at \(shown(wish.start))",
            mend: "\(try await others(visit, wish)), or open more counters and import the file again")
    }

    private func others(_ visit: Visit, _ wish: ImportWish) async throws -> String {
        let free = try await booking.nearest(visit, to: wish.start, at: moment()).map { shown($0.start) }
        return free.isEmpty
            ? "no place is free in the weeks around" : "free are: \(free.joined(separator: ", "))"
    }

    private func shown(_ instant: Instant) -> String {
        String(order.post.zone.wall(at: instant).description.dropLast(3)).replacing("T", with: " ")
    }
}
