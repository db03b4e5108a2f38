/// Recipients that nobody is: what is sent to them never leaves the house, and ends as their name says. For trials and
/// trainings, on any installation.
///
///     delivered@simulated.invalid   +1 202 555 0101    arrives, with a report
///     bounced@simulated.invalid     +1 202 555 0102    is refused for good
///     timeout@simulated.invalid     +1 202 555 0103    nobody knows
///
/// `.invalid` never resolves (RFC 2606); the numbers are among those that North America keeps for films.
package struct Simulator: MessageProvider {
    enum Ending: String { case delivered, bounced, timeout }

    package let name = "simulator"

    package func send(_ parcel: Parcel) async -> Delivery {
        switch Self.ending(parcel.load) {
        case .delivered: Delivery(.accepted, code: "simulated")
        case .bounced: Delivery(.permanent, code: "simulated")
        case .timeout, nil: Delivery(.unknown, code: "simulated")
        }
    }

    static func ending(_ load: Parcel.Load) -> Ending? {
        switch load {
        case .email(let email): ending(email: email.recipient.normalised)
        case .sms(let number, _): ending(number: number.e164)
        }
    }

    private static func ending(email: String) -> Ending? {
        let parts = email.split(separator: "@")
        guard parts.last == "simulated.invalid" else { return nil }
        return Ending(rawValue: String(parts[0])) ?? .delivered
    }

    private static func ending(number: String) -> Ending? {
        switch number {
        case "+12025550101": .delivered
        case "+12025550102": .bounced
        case "+12025550103": .timeout
        default: nil
        }
    }
}
