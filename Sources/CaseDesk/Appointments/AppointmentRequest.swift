/// A request id as the Scheduler keeps it: with its verb, since one form may ask for several, and with who asks, so
/// that the second path of a change knows it too.
struct AppointmentRequest: Hashable {
    let text: String

    init(_ performer: Performer, _ verb: String, because reason: DeskReason.ID? = nil, _ request: String) {
        let why = reason.map { "\(Self.because)\($0)/" } ?? ""
        text = "\(performer.code)/\(verb)/\(why)\(request)"
    }

    private static let because = "because="

    /// Nil for a request that no story made.
    static func performer(in request: String?) -> Performer? {
        request?.split(separator: "/", maxSplits: 1).first.flatMap { Performer(code: String($0)) }
    }

    /// Why an agent asked for it, where they said so.
    static func reason(in request: String?) -> DeskReason.ID? {
        let parts = request?.split(separator: "/", maxSplits: 3) ?? []
        guard parts.count == 4, parts[2].hasPrefix(because) else { return nil }
        return DeskReason.ID(String(parts[2].dropFirst(because.count)))
    }
}
