/// Why a message wasn't delivered. The vocabulary is Sisimai's, so that figures compare.
package enum BounceReason: String, Sendable, CaseIterable, Codable {
    case authFailure = "authfailure"
    case badReputation = "badreputation"
    case blocked
    case delivered, expired, feedback, filtered
    case hasMoved = "hasmoved"
    case hostUnknown = "hostunknown"
    case mailboxFull = "mailboxfull"
    case mailerError = "mailererror"
    case messageTooBig = "mesgtoobig"
    case networkError = "networkerror"
    case noRelaying = "norelaying"
    case notAccept = "notaccept"
    case notCompliant = "notcompliantrfc"
    case onHold = "onhold"
    case policyViolation = "policyviolation"
    case rejected
    case requirePTR = "requireptr"
    case securityError = "securityerror"
    case spamDetected = "spamdetected"
    case speeding, suspend
    case syntaxError = "syntaxerror"
    case systemError = "systemerror"
    case tooManyConnections = "toomanyconn"
    case undefined
    case userUnknown = "userunknown"
    case virusDetected = "virusdetected"
}

/// What servers say, and what they mean by it. The first line that fits decides: what is special stands before what
/// is general.
enum BounceWords {
    static func reason(of words: String) -> BounceReason? {
        meanings.first { meaning in meaning.phrases.contains { words.contains($0) } }?.reason
    }

    static func reason(ofStatus status: String) -> BounceReason? {
        byStatus[status] ?? byStatus["*" + status.dropFirst()]
    }

    private static let byStatus: [String: BounceReason] = [
        "5.1.1": .userUnknown, "5.1.2": .hostUnknown, "5.1.3": .userUnknown, "5.1.6": .hasMoved,
        "*.1.8": .rejected, "5.1.10": .notAccept, "*.2.1": .suspend, "*.2.2": .mailboxFull,
        "*.2.3": .messageTooBig, "*.3.4": .messageTooBig, "*.4.1": .expired, "*.4.2": .networkError,
        "*.4.4": .networkError, "*.4.6": .networkError, "*.4.7": .expired, "*.7.1": .rejected,
        "*.7.20": .authFailure, "*.7.23": .authFailure, "*.7.25": .requirePTR, "*.7.26": .authFailure,
    ]

    private static let meanings: [(reason: BounceReason, phrases: [String])] = [
        (
            .mailboxFull,
            [
                "mailbox full", "mailbox is full", "over quota", "quota exceeded", "not enough disk space",
                "mailbox for user is full", "disk full", "out of storage space",
            ]
        ),
        (.virusDetected, ["virus detected", "infected", "a virus"]),
        (
            .notCompliant,
            ["multiple addresses in from", "duplicate header", "not rfc 5322 compliant", "bare lf"]
        ),
        (.badReputation, ["low reputation", "poor reputation", "bad reputation"]),
        (
            .spamDetected,
            [
                "scored as spam", "spam classification", "classified as spam", "detected as spam",
                "considered spam", "looks like spam", "ube,", "unsolicited", "spam message",
            ]
        ),
        (
            .authFailure,
            ["dmarc", "unauthenticated email", "spf check", "spf fail", "fails to pass authentication"]
        ),
        (.securityError, ["unauthenticated senders", "authentication required", "starttls command first"]),
        (.requirePTR, ["ptr resource record", "reverse dns", "no ptr", "cannot find your hostname"]),
        (.speeding, ["receiving mail at a rate", "sending rate", "too quickly"]),
        (
            .tooManyConnections,
            ["connection rate limit", "too many connections", "too many recipients", "too many concurrent"]
        ),
        (.policyViolation, ["policy violation", "by policy", "policy reasons", "protocol violation"]),
        (
            .blocked,
            [
                "dnsbl", "blacklist", "blocklist", "blocked - see", "blocked using", "spamhaus",
                "closing transmission channel", "client host rejected",
            ]
        ),
        (
            .noRelaying,
            [
                "relay access denied", "configured to relay", "relaying denied", "unable to relay",
                "is not verified",
            ]
        ),
        (.userUnknown, ["recipient address rejected"]),
        (
            .rejected,
            [
                "sender address", "access denied", "user complaints", "registered gateway user",
                "sender rejected",
            ]
        ),
        (.hasMoved, ["no longer on server", "has moved", "relocated to"]),
        (
            .suspend,
            [
                "account has been disabled", "account is disabled", "account disabled", "mailbox is frozen",
                "account suspended", "account is suspended", "account has been suspended", "mailbox disabled",
                "account is inactive", "mailbox is inactive",
            ]
        ),
        (.notAccept, ["null mx", "doesn't receive email", "does not accept mail"]),
        (
            .networkError,
            [
                "unexpected name server reply", "host not found, try again", "lookup failure",
                "no relevant answers",
                "no route to host", "lost connection", "network is unreachable", "connection refused",
                "mail loop", "too many hops", "loops back",
            ]
        ),
        (
            .hostUnknown,
            ["host not found", "domain name not found", "host unknown", "no such domain", "nxdomain"]
        ),
        (
            .userUnknown,
            [
                "user unknown", "unknown user", "no such user", "user not found", "address rejected",
                "account that you tried to reach does not exist", "address not found", "unknown recipient",
                "mailbox unavailable", "mailbox not found", "no mailbox", "no such recipient",
                "invalid recipient", "recipient not found", "address couldn't be found", "does not exist",
                "user doesn't exist", "unknown local part", "no such mailbox",
            ]
        ),
        (.messageTooBig, ["message too large", "message size exceeds", "size exceeds", "too big"]),
        (.expired, ["timed out", "retry timeout", "delivery time expired", "message expired"]),
        (
            .systemError,
            [
                "could not load", "transaction failed", "write error", "service unavailable", "system error",
                "internal error", "local error", "system is not accepting",
            ]
        ),
        (.syntaxError, ["command parameter", "sequence of commands", "syntax error", "not recognized"]),
    ]
}
