package import Declared
package import Scheduler

/// The questions of a procedure: one step is one page.
package struct Form: Sendable {
    package struct Step: Sendable {
        package typealias ID = Slug<Step>

        package let id: ID
        package let title: LocalizedText
        package let introduction: LocalizedText?
        package let when: Condition
        package let fields: [Field]
        let line: Int
    }

    package let steps: [Step]

    package var fields: [Field] { steps.flatMap(\.fields) }

    package func field(_ id: Field.ID) -> Field? { fields.first { $0.id == id } }

    package func step(_ id: Step.ID) -> Step? { steps.first { $0.id == id } }

    /// Without the answers to questions that aren't asked any more: a hidden field is absent.
    package func pruned(_ answers: Answers, on today: LocalDate) -> Answers {
        var kept = Answers()
        for step in steps where step.when.holds(in: kept, on: today) {
            for field in step.fields where field.when.holds(in: kept, on: today) {
                kept[field.id] = answers[field.id]
            }
        }
        return kept
    }

    /// The steps to walk through, with the fields that are asked; it grows and shrinks with the answers.
    package func path(_ answers: Answers, on today: LocalDate) -> [Step] {
        let kept = pruned(answers, on: today)
        return steps.filter { $0.when.holds(in: kept, on: today) }.compactMap { step in
            let asked = step.fields.filter { $0.when.holds(in: kept, on: today) }
            guard !asked.isEmpty else { return nil }
            return Step(
                id: step.id, title: step.title, introduction: step.introduction, when: step.when,
                fields: asked,
                line: step.line)
        }
    }

    /// The first step with a required question still open; nil when the form is complete.
    package func firstOpenStep(_ answers: Answers, on today: LocalDate) -> Step? {
        path(answers, on: today).first { step in
            step.fields.contains { $0.isRequired && answers[$0.id] == nil }
        }
    }

    package func isComplete(_ answers: Answers, on today: LocalDate) -> Bool {
        firstOpenStep(answers, on: today) == nil
    }
}
