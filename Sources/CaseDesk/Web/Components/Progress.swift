import Channels

/// "Étape 3 sur 6 : Vos pièces", in words, with a bar for the eye only.
struct StepProgress: Sendable {
    let say: Phrases
    let step: Int
    let steps: Int
    let title: String

    var html: HTML {
        let words = say(
            "web.progress.step",
            ["step": .integer(Int64(step)), "steps": .integer(Int64(steps)), "title": .text(title)])
        return """
            <p class="step">\(words)</p>
            <progress class="bar" aria-hidden="true" max="\(steps)" value="\(step)"></progress>
            """
    }
}
