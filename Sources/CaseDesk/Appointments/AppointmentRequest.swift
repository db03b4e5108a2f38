/// A request id as the Scheduler keeps it: with its verb, since one form may ask for several, and with who asks, so
/// that the second path of a change knows it too.
struct AppointmentRequest: Hashable {
    let text: String

    init(_ performer: Performer, _ verb: String, _ request: String) {
        text = "\(performer.code)/\(verb)/\(request)"
    }

    /// Nil for a request that no story made.
    static func performer(in request: String?) -> Performer? {
        request?.split(separator: "/", maxSplits: 1).first.flatMap { Performer(code: String($0)) }
    }
}
