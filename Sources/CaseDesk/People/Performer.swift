/// Who did something: every event of a dossier and every audit entry names one.
package enum Performer: Hashable, Sendable {
    case citizen(String)
    case agent(String)
    case system(String)
    case verifier

    /// The form kept in PostgreSQL: `kind:id`, opaque ids only.
    package var code: String {
        switch self {
        case .citizen(let id): "citizen:\(id)"
        case .agent(let id): "agent:\(id)"
        case .system(let part): "system:\(part)"
        case .verifier: "verifier"
        }
    }

    package init?(code: String) {
        let parts = code.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("citizen", 2): self = .citizen(parts[1])
        case ("agent", 2): self = .agent(parts[1])
        case ("system", 2): self = .system(parts[1])
        case ("verifier", 1): self = .verifier
        default: return nil
        }
    }
}
