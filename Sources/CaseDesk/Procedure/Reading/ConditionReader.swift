import Declared
import Scheduler

/// Reads conditions and checks them against the fields that are answered by then.
struct ConditionReader {
    let known: [Field.ID: Field]
    /// Every field of the form, to tell "comes later" from "doesn't exist".
    let declared: Set<String>

    func condition(_ node: DeclaredNode, _ key: String = "when") -> Condition {
        guard let child = node.optional(key) else { return .always }
        return read(child)
    }

    private func read(_ node: DeclaredNode) -> Condition {
        if node.optional("all") != nil { return .all(node.requiredList("all").map(read)) }
        if node.optional("any") != nil { return .any(node.requiredList("any").map(read)) }
        if let inner = node.optional("not") { return .not(read(inner)) }
        guard let field = field(node) else { return .always }
        if let value = node.optional("is") { return equality(field, value) }
        if node.optional("in") != nil { return membership(field, node.requiredList("in")) }
        if let least = node.optionalInteger("at_least") {
            return comparison(node, field, .atLeast(field.id, least))
        }
        if let most = node.optionalInteger("at_most") {
            return comparison(node, field, .atMost(field.id, most))
        }
        if let years = node.optionalInteger("younger_than", in: 1...120) { return youth(node, field, years) }
        if node.boolean("given") { return .given(field.id) }
        node.report(
            "this condition compares '\(field.id)' with nothing",
            mend: "add one of: is, in, at_least, at_most, younger_than, given: true")
        return .always
    }

    private func field(_ node: DeclaredNode) -> Field? {
        let id: Field.ID = node.slug("field")
        if let field = known[id] { return field }
        if id == .unnamed { return nil }
        if declared.contains(id.text) {
            node.report(
                "the condition looks at '\(id)', which is asked on the same page or later",
                mend: "ask '\(id)' on an earlier page")
        } else {
            node.report(
                "there is no field '\(id)'",
                mend: "use one of: \(known.keys.map(\.text).sorted().joined(separator: ", "))")
        }
        return nil
    }

    private func equality(_ field: Field, _ node: DeclaredNode) -> Condition {
        switch field.kind {
        case .integer: .equals(field.id, .integer(node.integerValue()))
        case .consent: .equals(field.id, .flag(node.booleanValue))
        case .choice, .country: .equals(field.id, .text(value(of: field, node)))
        case .text, .longText, .email, .phone: .equals(field.id, .text(node.textValue))
        case .date:
            refuse(node, "'\(field.id)' is a date and can't be compared with 'is'", "use younger_than")
        }
    }

    private func membership(_ field: Field, _ nodes: [DeclaredNode]) -> Condition {
        switch field.kind {
        case .choice, .country: .among(field.id, Set(nodes.map { value(of: field, $0) }))
        default:
            nodes.first.map { refuse($0, "'\(field.id)' is neither a choice nor a country", "use is") }
                ?? .always
        }
    }

    private func value(of field: Field, _ node: DeclaredNode) -> String {
        let text = node.textValue
        if case .choice(let choices) = field.kind, !choices.contains(where: { $0.value == text }) {
            let known = choices.map(\.value).joined(separator: ", ")
            node.report("'\(text)' is not a choice of '\(field.id)'", mend: "use one of: \(known)")
        }
        if case .country = field.kind, !Countries.codes.contains(text) {
            node.report("'\(text)' is not a country", mend: "use its two letters of ISO 3166, like CD")
        }
        return text
    }

    private func comparison(_ node: DeclaredNode, _ field: Field, _ condition: Condition) -> Condition {
        if case .integer = field.kind { return condition }
        return refuse(node, "'\(field.id)' is not a number", "compare a field of type integer")
    }

    private func youth(_ node: DeclaredNode, _ field: Field, _ years: Int) -> Condition {
        if case .date = field.kind { return .youngerThan(field.id, years: years) }
        return refuse(node, "'\(field.id)' is not a date", "compare a field of type date")
    }

    private func refuse(_ node: DeclaredNode, _ what: String, _ mend: String) -> Condition {
        node.report(what, mend: mend)
        return .always
    }
}
