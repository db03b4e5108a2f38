/// What a handler throws to say how its job goes on. Any other error is tried again with growing delays.
///
/// A reason is kept and shown to operators: it never holds personal data.
package enum JobFailure: Error, Equatable {
    /// No further try can help: a dead letter.
    case permanent(String)
    /// Again after this delay; the try counts.
    case again(after: Duration, reason: String)
    /// Not yet; the try doesn't count.
    case postponed(by: Duration, reason: String)
}

extension JobFailure {
    /// The type and case of an error. Never its values, which might be personal.
    static func reason(_ error: any Error) -> String {
        let mirror = Mirror(reflecting: error)
        let type = "\(type(of: error))"
        guard mirror.displayStyle == .enum else { return type }
        return "\(type).\(mirror.children.first?.label ?? "\(error)")"
    }
}
