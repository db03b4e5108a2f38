/// Who goes first. A lower number always goes before a higher one; within one, the first come is the first served.
package enum JobPriority: Int, Sendable, CaseIterable, Codable {
    case lifeSafety = 0
    case loginCode = 1
    case transactional = 2
    case reminder = 3
    case campaign = 4
}
