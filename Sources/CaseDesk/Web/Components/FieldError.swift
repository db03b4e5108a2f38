/// One thing to mend, tied to the control it is about.
struct FieldError: Sendable, Equatable {
    let control: String
    let text: String
}

/// Stands above the `h1`, takes focus, and links each line to its control.
struct ErrorSummary: Sendable {
    let say: Phrases
    let errors: [FieldError]

    var html: HTML {
        guard !errors.isEmpty else { return "" }
        let lines = errors.map { "<li><a href=\"#\($0.control)\">\($0.text)</a></li>" as HTML }
        return """
            <div class="summary-of-errors" role="alert" tabindex="-1" data-focus aria-labelledby="errors-title">
            <h2 id="errors-title">\(say("web.errors.title"))</h2>
            <ul>\(lines)</ul>
            </div>
            """
    }
}

extension [FieldError] {
    func text(for control: String) -> String? { first { $0.control == control }?.text }
}
