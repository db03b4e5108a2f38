/// The way that a message takes to a person.
package enum Medium: String, CaseIterable, Sendable, Codable {
    case email, sms
}

/// How urgent a message is; its job's priority.
package enum Lane: String, CaseIterable, Sendable, Codable {
    case lifeSafety = "life-safety"
    case loginCode = "login-code"
    case transactional, reminder, campaign
}
