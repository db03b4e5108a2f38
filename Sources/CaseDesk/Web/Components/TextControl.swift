/// Label, hint, error and one control, tied together by ids.
struct TextControl: Sendable {
    enum Kind: Sendable {
        case line(type: String)
        case area, code
    }

    let id: String
    let label: String
    var value = ""
    var kind = Kind.line(type: "text")
    var hint: String?
    var error: String?
    var optional: String?
    /// The label is the page's question: it holds the `h1`.
    var isQuestion = false
    var autocomplete: String?
    var inputMode: String?
    var unit: String?
    var leftToRight = false

    var html: HTML {
        let labelMarkup: HTML = "<label for=\"\(id)\">\(label)\(Optionality(word: optional).html)</label>"
        return """
            <div class="\(error == nil ? "field" : "field wrong")">
            \(isQuestion ? "<h1 class=\"question\">\(labelMarkup)</h1>" : labelMarkup)
            \(Hint(id: id, text: hint, error: error).html)
            \(unit == nil ? control : "<div class=\"with-unit\">\(control)<span class=\"unit\">\(unit ?? "")</span></div>")
            </div>
            """
    }

    private var control: HTML {
        let described = Hint(id: id, text: hint, error: error).describedBy
        let invalid: String? = error == nil ? nil : "true"
        switch kind {
        case .area:
            return """
                <textarea id="\(id)" name="\(id)" rows="5"\(attribute: "aria-describedby", described)\
                \(attribute: "aria-invalid", invalid)>
                \(value)</textarea>
                """
        case .line(let type):
            return """
                <input id="\(id)" name="\(id)" type="\(type)" value="\(value)"\(attribute: "class", leftToRight ? "ltr" : nil)\
                \(attribute: "autocomplete", autocomplete)\(attribute: "inputmode", inputMode)\
                \(attribute: "aria-describedby", described)\(attribute: "aria-invalid", invalid)>
                """
        case .code:
            return """
                <input id="\(id)" name="\(id)" type="text" class="code" value="\(value)" inputmode="numeric"\
                 autocomplete="one-time-code" maxlength="12"\(attribute: "aria-describedby", described)\
                \(attribute: "aria-invalid", invalid)>
                """
        }
    }
}

/// " (facultatif)": optional fields say so, required ones say nothing.
struct Optionality: Sendable {
    let word: String?

    var html: HTML {
        guard let word else { return "" }
        return " <span class=\"optional\">\(word)</span>"
    }
}

/// Help and error of a control or of a group of controls.
struct Hint: Sendable {
    let id: String
    let text: String?
    let error: String?

    var describedBy: String? {
        let ids = [text == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap(\.self)
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    var html: HTML {
        var markup: HTML = ""
        if let text { markup += "<span class=\"hint\" id=\"\(id)-hint\">\(text)</span>" }
        if let error { markup += "<span class=\"error\" id=\"\(id)-error\">\(error)</span>" }
        return markup
    }
}
