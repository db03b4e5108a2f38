import Declared

/// Reads one flow: names first, then whether every arrow leads somewhere.
struct FlowReader {
    let file: String

    func flow(_ root: DeclaredNode) -> Flow {
        let states = root.map("states").map(state)
        let reasons = root.map("reasons").map { id, node in
            Flow.Reason(id: name(id, node), label: node.localizedValue)
        }
        let known = Set(states.map(\.id))
        let actions = root.map("actions").map { id, node in
            action(id, node, states: known, reasons: Set(reasons.map(\.id)))
        }
        let flow = Flow(
            id: root.slug("id"), initial: root.slug("initial"), states: states, actions: actions,
            reasons: reasons, file: file)
        check(flow, root)
        return flow
    }

    private func state(_ id: String, _ node: DeclaredNode) -> Flow.State {
        Flow.State(
            id: name(id, node), clock: node.choice("clock"), label: node.localized("label"),
            sentence: node.localized("sentence"), isFinal: node.boolean("final"),
            deadlineDays: node.optionalInteger("deadline_days", in: 1...365), line: node.line)
    }

    private func action(
        _ id: String, _ node: DeclaredNode, states: Set<Flow.State.ID>, reasons: Set<Flow.Reason.ID>
    ) -> Flow.Action {
        let from: [Flow.State.ID] = node.requiredList("from").map { known($0, among: states, "state") }
        let to = node.required("to")
        let roles = node.requiredList("roles").compactMap { $0.choiceValue(of: Flow.Actor.self) }
        return Flow.Action(
            id: name(id, node), label: node.localized("label"), from: from,
            to: known(to, among: states, "state"), roles: Set(roles), guards: node.choices("guards"),
            reasons: node.list("reasons").map { known($0, among: reasons, "reason") },
            notify: node.texts("notify"), effects: node.choices("effects"), line: node.line)
    }

    private func name<Owner>(_ id: String, _ node: DeclaredNode) -> Slug<Owner> {
        if let slug = Slug<Owner>(id) { return slug }
        node.report("'\(id)' can't be a name", mend: "use lower-case letters, digits, _ and -")
        return .unnamed
    }

    private func known<Owner>(_ node: DeclaredNode, among names: Set<Slug<Owner>>, _ what: String) -> Slug<
        Owner
    > {
        let name: Slug<Owner> = node.slugValue()
        if node.exists, name != .unnamed, !names.contains(name) {
            let all = names.map(\.text).sorted().joined(separator: ", ")
            node.report("there is no \(what) '\(name)'", mend: "use one of: \(all)")
        }
        return name
    }

    private func check(_ flow: Flow, _ root: DeclaredNode) {
        guard flow.state(flow.initial) != nil else {
            if flow.initial != .unnamed {
                root.required("initial").report(
                    "there is no state '\(flow.initial)'", mend: "name one of the states")
            }
            return
        }
        let nodes = Dictionary(root.map("states"), uniquingKeysWith: { first, _ in first })
        let reachable = flow.reachable
        for state in flow.states where state.id != .unnamed {
            let node = nodes[state.id.text]
            if !reachable.contains(state.id) {
                node?.report(
                    "no arrow leads to the state '\(state.id)'", mend: "add an action to it, or remove it")
            } else if state.deadlineDays != nil, flow.actions(from: state.id, by: [.system]).isEmpty {
                node?.report(
                    "'\(state.id)' has a deadline, but the system has no arrow from it",
                    mend: "add an action from it with roles: [system]")
            } else if !state.isFinal, !flow.reachesEnd(state.id) {
                node?.report(
                    "no arrow leads from the state '\(state.id)' to an end",
                    mend: "add an action from it, or write final: true")
            }
        }
        checkEffects(flow, root)
    }

    private func checkEffects(_ flow: Flow, _ root: DeclaredNode) {
        let nodes = Dictionary(root.map("actions"), uniquingKeysWith: { first, _ in first })
        if flow.action(with: .submit, from: flow.initial) == nil {
            root.required("actions").report(
                "nothing submits a dossier from '\(flow.initial)'",
                mend: "add an action from it with effects: [submit]")
        }
        for action in flow.actions where action.effects.contains(.requestCorrection) {
            guard let state = flow.state(action.to) else { continue }
            if state.clock != .paused {
                nodes[action.id.text]?.report(
                    "a correction is asked for, but the clock goes on in '\(state.id)'",
                    mend: "write clock: paused there")
            }
            if flow.actions(from: state.id, by: [.citizen]).isEmpty {
                nodes[action.id.text]?.report(
                    "a correction is asked for, but the citizen can't answer from '\(state.id)'",
                    mend: "add an action from it with roles: [citizen]")
            }
        }
        let confirms = flow.actions.contains { $0.effects.contains(.confirmOriginals) }
        for action in flow.actions where action.guards.contains(.originalsChecked) && !confirms {
            nodes[action.id.text]?.report(
                "the originals must have been checked, but no action does it",
                mend: "add an action with effects: [confirm_originals]")
        }
    }
}

extension Flow {
    var reachable: Set<State.ID> {
        var found: Set<State.ID> = [initial]
        var front = [initial]
        while let state = front.popLast() {
            for action in actions where action.from.contains(state) && found.insert(action.to).inserted {
                front.append(action.to)
            }
        }
        return found
    }

    func reachesEnd(_ start: State.ID) -> Bool {
        var found: Set<State.ID> = [start]
        var front = [start]
        while let id = front.popLast() {
            if state(id)?.isFinal == true { return true }
            for action in actions where action.from.contains(id) && found.insert(action.to).inserted {
                front.append(action.to)
            }
        }
        return false
    }
}
