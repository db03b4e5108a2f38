/// What an agent may do; the names stand in the procedures' flows.
package enum Role: String, CaseIterable, Sendable, Codable {
    case agent
    case cashier
    case supervisor
    case administrator
}
