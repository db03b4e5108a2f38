package import Declared
package import Scheduler

/// What a procedure costs, in parts, and who doesn't pay.
package struct Fee: Sendable {
    package struct Part: Sendable {
        package typealias ID = Slug<Part>

        package let id: ID
        package let label: LocalizedText
        /// Minor units.
        package let amount: Int64
        /// Counted once for each unit of this field; once in all without it.
        package let perField: Field.ID?
        let line: Int
    }

    package struct Waiver: Sendable {
        package typealias ID = Slug<Waiver>

        package let id: ID
        package let label: LocalizedText
        package let when: Condition
        let line: Int
    }

    package let currency: Currency
    package let parts: [Part]
    package let waivers: [Waiver]
    let line: Int

    /// The sum for these answers; the first waiver that applies takes it all away.
    package func quote(for answers: Answers, on today: LocalDate) -> FeeQuote {
        let lines = parts.map { part in
            let count = part.perField.map { max(0, answers.integer($0) ?? 0) } ?? 1
            return FeeQuote.Line(part: part.id, label: part.label, each: part.amount, count: count)
        }
        let waiver = waivers.first { $0.when.holds(in: answers, on: today) }
        return FeeQuote(currency: currency, lines: lines, waiver: waiver?.id, waiverLabel: waiver?.label)
    }
}

/// A computed fee. Fixed when the dossier is submitted: a later change of the tariff doesn't reach it.
package struct FeeQuote: Hashable, Sendable, Codable {
    package struct Line: Hashable, Sendable, Codable {
        package let part: Fee.Part.ID
        package let label: LocalizedText
        /// Minor units.
        package let each: Int64
        package let count: Int

        package var total: Int64 { each.multipliedReportingOverflow(by: Int64(count)).partialValue }
    }

    package let currency: Currency
    package let lines: [Line]
    package let waiver: Fee.Waiver.ID?
    package let waiverLabel: LocalizedText?

    /// Before any waiver.
    package var total: Money { Money(minor: lines.reduce(0) { $0 + $1.total }, currency: currency) }

    /// What is to be paid.
    package var due: Money { waiver == nil ? total : Money(minor: 0, currency: currency) }
}
