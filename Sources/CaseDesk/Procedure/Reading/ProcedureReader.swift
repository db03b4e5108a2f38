import Declared

/// Reads one procedure; its flow has been read before it.
struct ProcedureReader {
    let file: String
    let contentHash: String
    let flow: Flow

    func procedure(_ root: DeclaredNode) -> Procedure {
        let form = FormReader().form(root)
        let fields = Dictionary(form.fields.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let conditions = ConditionReader(known: fields, declared: [])
        let procedure = Procedure(
            id: root.slug("id"),
            version: root.integer("version", in: 1...1_000_000),
            contentHash: contentHash,
            title: root.localized("title"),
            summary: root.localized("summary"),
            conditions: root.list("conditions").map(\.localizedValue),
            delay: root.localized("delay"),
            form: form,
            pieces: pieces(root, conditions),
            fee: root.optional("fee").map { fee($0, conditions) },
            appointment: root.optional("appointment").map { appointment($0, fields) },
            flow: flow,
            outputs: outputs(root, fields),
            identity: root.requiredList("identity").map { known($0, fields) },
            retention: retention(root.required("retention")),
            file: file)
        checkFlow(procedure, root)
        return procedure
    }

    private func pieces(_ root: DeclaredNode, _ conditions: ConditionReader) -> [PieceRequirement] {
        let pieces = root.list("pieces").map { node in
            PieceRequirement(
                id: node.slug("id"), label: node.localized("label"), why: node.localized("why"),
                example: node.optionalLocalized("example"),
                formats: node.requiredList("formats").compactMap { $0.choiceValue() },
                maximumMegabytes: node.integer("max_mb", in: 1...100),
                needsOriginal: node.boolean("needs_original"), when: conditions.condition(node),
                line: node.line)
        }
        root.reportDoubles(pieces.map { ($0.id, $0.line) }, "pieces")
        return pieces
    }

    private func fee(_ node: DeclaredNode, _ conditions: ConditionReader) -> Fee {
        let currency = currency(node)
        let parts = node.requiredList("parts").map { part in
            Fee.Part(
                id: part.slug("id"), label: part.localized("label"),
                amount: part.minorUnits("amount", digits: currency.digits),
                perField: part.optional("per").flatMap { count($0, conditions.known) }, line: part.line)
        }
        let waivers = node.list("waivers").map { waiver in
            _ = waiver.required("when")
            return Fee.Waiver(
                id: waiver.slug("id"), label: waiver.localized("label"), when: conditions.condition(waiver),
                line: waiver.line)
        }
        node.reportDoubles(parts.map { ($0.id, $0.line) }, "parts")
        node.reportDoubles(waivers.map { ($0.id, $0.line) }, "waivers")
        return Fee(currency: currency, parts: parts, waivers: waivers, line: node.line)
    }

    private func currency(_ node: DeclaredNode) -> Currency { node.currency("currency") }

    private func appointment(_ node: DeclaredNode, _ fields: [Field.ID: Field]) -> AppointmentProfile {
        let per = node.optional("per")
        return AppointmentProfile(
            service: node.text("service"), stage: node.choice("stage"),
            minutes: node.integer("minutes", in: 5...480),
            perField: per.flatMap { count($0.required("field"), fields) },
            minutesPerUnit: per.map { $0.integer("minutes", in: 1...60) } ?? 0,
            bring: node.list("bring").map(\.localizedValue), line: node.line)
    }

    private func outputs(_ root: DeclaredNode, _ fields: [Field.ID: Field]) -> [Output] {
        let outputs = root.list("outputs").map { node in
            Output(
                id: node.slug("id"), title: node.localized("title"), template: node.text("template"),
                validMonths: node.optionalInteger("valid_months", in: 1...240),
                publicFields: node.list("public_fields").map { entry in
                    PublicField(
                        field: known(entry.required("field"), fields), label: entry.localized("label"))
                },
                values: Dictionary(
                    node.map("values").map { ($0.key, $0.value.entries.map { known($0, fields) }) },
                    uniquingKeysWith: { first, _ in first }),
                revocable: node.boolean("revocable", or: true),
                signatures: node.optionalInteger("signatures", in: 1...2) ?? 1, line: node.line)
        }
        root.reportDoubles(outputs.map { ($0.id, $0.line) }, "outputs")
        return outputs
    }

    private func retention(_ node: DeclaredNode) -> Procedure.Retention {
        Procedure.Retention(
            draftDays: node.integer("draft_days", in: 1...3_650),
            closedDays: node.integer("closed_days", in: 1...36_500))
    }

    private func known(_ node: DeclaredNode, _ fields: [Field.ID: Field]) -> Field.ID {
        let id: Field.ID = node.slugValue()
        if node.exists, id != .unnamed, fields[id] == nil {
            let all = fields.keys.map(\.text).sorted().joined(separator: ", ")
            node.report("there is no field '\(id)'", mend: "use one of: \(all)")
        }
        return id
    }

    private func count(_ node: DeclaredNode, _ fields: [Field.ID: Field]) -> Field.ID? {
        guard node.exists else { return nil }
        let id = known(node, fields)
        if let field = fields[id] {
            guard case .integer = field.kind else {
                node.report("'\(id)' is not a number", mend: "count a field of type integer")
                return nil
            }
        }
        return id
    }

    /// The flow may be shared: what it asks of a dossier, this procedure must be able to give.
    private func checkFlow(_ procedure: Procedure, _ root: DeclaredNode) {
        let node = root.required("flow")
        let guards = Set(flow.actions.flatMap(\.guards))
        let effects = Set(flow.actions.flatMap(\.effects))
        let wantsAppointment = guards.contains(.appointmentBooked) || guards.contains(.appointmentAttended)
        if wantsAppointment, procedure.appointment == nil {
            node.report(
                "the flow '\(flow.id)' asks for an appointment", mend: "add appointment:, or use another flow"
            )
        }
        if effects.contains(.issueOutputs), procedure.outputs.isEmpty {
            node.report("the flow '\(flow.id)' issues documents", mend: "add outputs:")
        }
        if !effects.contains(.issueOutputs), !procedure.outputs.isEmpty {
            node.report(
                "nothing in the flow '\(flow.id)' issues the outputs",
                mend: "remove outputs:, or use another flow")
        }
        if guards.contains(.originalsChecked), !procedure.pieces.contains(where: \.needsOriginal) {
            node.report(
                "the flow '\(flow.id)' checks originals", mend: "write needs_original: true on a piece")
        }
        if procedure.fee != nil, !guards.contains(.paid) {
            node.report(
                "nothing in the flow '\(flow.id)' waits for the fee", mend: "add the guard paid to an action")
        }
    }
}

extension DeclaredNode {
    func currency(_ key: String) -> Currency {
        let node = required(key)
        let euro = Currency(trusted: "EUR")
        guard node.exists else { return euro }
        if let currency = Currency(node.textValue) { return currency }
        node.report(
            "'\(node.textValue)' is not a currency known here",
            mend: "use one of: \(Currency.known.joined(separator: ", "))")
        return euro
    }
}
