/// Why somebody wasn't let in. Wrong, expired, used and unknown are one answer on purpose.
package enum AccessRefusal: Error, Equatable, Sendable {
    case wrong(triesLeft: Int)
    case spent
    case tooMany(retryAfter: Duration)
}
