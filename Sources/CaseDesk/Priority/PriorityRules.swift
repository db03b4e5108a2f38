import Declared
package import Scheduler

/// Given by an agent to the dossier of somebody who can't wait or come like others.
package enum DossierPriority: String, CaseIterable, Sendable, Codable {
    case urgent, vulnerable

    /// Whose places are theirs too.
    package var pool: Pool {
        switch self {
        case .urgent: .urgent
        case .vulnerable: .vulnerable
        }
    }
}

/// Which priorities a dossier may be given, and the reasons for each: declared by a ministry, or by a post for itself.
package struct PriorityRules: Sendable, Equatable {
    private let given: [DossierPriority: [DeskReason]]
    private let takenBack: [DeskReason]

    /// Those that may be given, in their order.
    package var offered: [DossierPriority] {
        DossierPriority.allCases.filter { !reasons(for: $0).isEmpty }
    }

    /// Why it is given; of nil, why it is taken back.
    package func reasons(for priority: DossierPriority?) -> [DeskReason] {
        guard let priority else { return takenBack }
        return given[priority] ?? []
    }

    /// Among all of them, since lists change while what was given stays.
    package func reason(_ id: DeskReason.ID) -> DeskReason? {
        (given.values.flatMap(\.self) + takenBack).first { $0.id == id }
    }
}

extension PriorityRules {
    /// `priorities` of a ministry's or a post's file; nil where it isn't there.
    init?(reading root: DeclaredNode) {
        guard let node = root.optional("priorities") else { return nil }
        given = DossierPriority.allCases.reduce(into: [:]) { given, priority in
            given[priority] = DeskReason.list(node.optional(priority.rawValue))
        }
        takenBack = DeskReason.list(node.required("taken_back"))
        if node.isMapping, DossierPriority.allCases.allSatisfy({ node.optional($0.rawValue) == nil }) {
            node.report(
                "no priority is declared here", mend: "add urgent: or vulnerable: with reasons, or remove it")
        }
    }
}
