/// Radios or checkboxes in a fieldset whose legend asks the question.
struct ChoiceControl: Sendable {
    enum Kind: String, Sendable { case radio, checkbox }

    struct Option: Sendable {
        let value: String
        let label: String
        var hint: String?
    }

    let id: String
    let legend: String
    let options: [Option]
    var kind = Kind.radio
    var chosen: Set<String> = []
    var hint: String?
    var error: String?
    var optional: String?
    var isQuestion = false
    /// Hidden where the only box says it all: read out with the group, not shown twice.
    var isLegendShown = true

    var html: HTML {
        let help = Hint(id: id, text: hint, error: error)
        let title: HTML = "\(legend)\(Optionality(word: optional).html)"
        return """
            <fieldset class="\(error == nil ? "field" : "field wrong")"\(attribute: "aria-describedby", help.describedBy)>
            <legend\(attribute: "class", isLegendShown ? nil : "hidden")>\(isQuestion ? "<h1 class=\"question\">\(title)</h1>" : title)</legend>
            \(help.html)
            \(options.enumerated().map { choice($0.element, at: $0.offset) })
            </fieldset>
            """
    }

    /// The first option bears the group's own id, so that an error summary's link lands on it.
    private func choice(_ option: Option, at index: Int) -> HTML {
        let optionID = index == 0 ? id : "\(id)-\(index)"
        let hintID: String? = option.hint == nil ? nil : "\(optionID)-about"
        return """
            <div class="choice"><input type="\(kind.rawValue)" id="\(optionID)" name="\(id)" value="\(option.value)"\
            \(attribute: "checked", when: chosen.contains(option.value))\(attribute: "aria-describedby", hintID)>
            <div><label for="\(optionID)">\(option.label)</label>\(hintMarkup(option.hint, id: hintID))</div></div>
            """
    }

    private func hintMarkup(_ text: String?, id: String?) -> HTML {
        guard let text, let id else { return "" }
        return "<span class=\"hint\" id=\"\(id)\">\(text)</span>"
    }
}

/// A closed list too long for radios.
struct SelectControl: Sendable {
    let id: String
    let label: String
    let options: [ChoiceControl.Option]
    var chosen = ""
    var empty: String?
    var hint: String?
    var error: String?
    var optional: String?
    var isQuestion = false

    var html: HTML {
        let help = Hint(id: id, text: hint, error: error)
        let labelMarkup: HTML = "<label for=\"\(id)\">\(label)\(Optionality(word: optional).html)</label>"
        let list = options.map { option -> HTML in
            "<option value=\"\(option.value)\"\(attribute: "selected", when: option.value == chosen)>\(option.label)</option>"
        }
        return """
            <div class="\(error == nil ? "field" : "field wrong")">
            \(isQuestion ? "<h1 class=\"question\">\(labelMarkup)</h1>" : labelMarkup)
            \(help.html)
            <select id="\(id)" name="\(id)"\(attribute: "aria-describedby", help.describedBy)\
            \(attribute: "aria-invalid", error == nil ? nil : "true")>
            \(empty, as: { "<option value=\"\">\($0)</option>" })\(list)
            </select>
            </div>
            """
    }
}
