import Declared

/// Reads the steps of a form in order, so that each condition sees the pages before it and no other.
struct FormReader {
    private enum KindName: String, CaseIterable {
        case text, date, choice, integer, country, email, phone, consent
        case longText = "long_text"
    }

    func form(_ root: DeclaredNode) -> Form {
        let nodes = root.requiredList("steps")
        let declared = Set(nodes.flatMap { $0.list("fields").compactMap { $0.optionalText("id") } })
        var known: [Field.ID: Field] = [:]
        var steps: [Form.Step] = []
        for node in nodes {
            let conditions = ConditionReader(known: known, declared: declared)
            let step = self.step(node, conditions)
            for field in step.fields where known.updateValue(field, forKey: field.id) != nil {
                node.report("there are two fields named '\(field.id)'", mend: "give one of them another name")
            }
            if steps.contains(where: { $0.id == step.id }), step.id != .unnamed {
                node.report("there are two steps named '\(step.id)'", mend: "give one of them another name")
            }
            steps.append(step)
        }
        return Form(steps: steps)
    }

    private func step(_ node: DeclaredNode, _ conditions: ConditionReader) -> Form.Step {
        Form.Step(
            id: node.slug("id"),
            title: node.localized("title"),
            introduction: node.optionalLocalized("introduction"),
            when: conditions.condition(node),
            fields: node.requiredList("fields").map { field($0, conditions) },
            line: node.line)
    }

    private func field(_ node: DeclaredNode, _ conditions: ConditionReader) -> Field {
        Field(
            id: node.slug("id"),
            kind: kind(node),
            label: node.localized("label"),
            hint: node.optionalLocalized("hint"),
            isRequired: node.boolean("required", or: true),
            when: conditions.condition(node),
            autocomplete: node.optionalText("autocomplete"),
            errors: errors(node),
            line: node.line)
    }

    private func kind(_ node: DeclaredNode) -> Field.Kind {
        switch node.choice("type", of: KindName.self) {
        case .text: .text(longest: node.optionalInteger("longest", in: 1...1_000) ?? 200)
        case .longText: .longText(longest: node.optionalInteger("longest", in: 1...20_000) ?? 2_000)
        case .date: .date(node.optionalChoice("must_be") ?? .any)
        case .choice: .choice(choices(node))
        case .integer: .integer(range(node))
        case .country: .country
        case .email: .email
        case .phone: .phone
        case .consent: .consent
        }
    }

    private func choices(_ node: DeclaredNode) -> [Field.Choice] {
        var choices: [Field.Choice] = []
        for entry in node.requiredList("choices") {
            let value = entry.slug("value", of: Field.Choice.self)
            if choices.contains(where: { $0.value == value.text }) {
                entry.report("the choice '\(value)' stands there twice", mend: "remove one of them")
            }
            choices.append(Field.Choice(value: value.text, label: entry.localized("label")))
        }
        return choices
    }

    private func range(_ node: DeclaredNode) -> ClosedRange<Int> {
        let least = node.optionalInteger("least") ?? 0
        let most = node.integer("most")
        guard least <= most else {
            node.report("the least, \(least), is above the most, \(most)", mend: "swap them")
            return most...most
        }
        return least...most
    }

    private func errors(_ node: DeclaredNode) -> [String: LocalizedText] {
        var errors: [String: LocalizedText] = [:]
        for (code, text) in node.map("errors") {
            if !FieldProblem.codes.contains(code) {
                text.report(
                    "'\(code)' is not a problem that a field can have",
                    mend: "use one of: \(FieldProblem.codes.sorted().joined(separator: ", "))")
            }
            errors[code] = text.localizedValue
        }
        return errors
    }
}
