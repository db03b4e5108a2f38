package import Declared

/// A reason that an agent gives, as a ministry or a post declares it in every language.
package struct DeskReason: Sendable, Hashable {
    package typealias ID = Slug<DeskReason>

    package let id: ID
    package let label: LocalizedText
}

extension DeskReason {
    /// A mapping of names to texts; reported when it is there and empty.
    static func list(_ node: DeclaredNode?) -> [DeskReason] {
        guard let node else { return [] }
        let reasons = node.pairs.map { name, text in
            let id = ID(name)
            if id == nil {
                text.report("'\(name)' can't be a name", mend: "use lower-case letters, digits, _ and -")
            }
            return DeskReason(id: id ?? .unnamed, label: text.localizedValue)
        }
        if node.isMapping, reasons.isEmpty {
            node.report("there is no reason here", mend: "write one as name: {fr: …}, or remove the list")
        }
        return reasons
    }
}

extension Catalogue {
    /// Why an agent cancels an appointment on somebody's behalf: the post's own list, else its ministry's.
    package func cancellations(at post: PostProfile.ID) -> [DeskReason] {
        self.post(post)?.cancellations ?? ministry.cancellations ?? []
    }

    /// The post's own, else its ministry's; nil where nobody is given a priority.
    package func priorities(at post: PostProfile.ID) -> PriorityRules? {
        self.post(post)?.priorities ?? ministry.priorities
    }
}
