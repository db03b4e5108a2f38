/// A date as three fields: nobody scrolls a calendar back to their birth.
struct DateControl: Sendable {
    let say: Phrases
    let id: String
    let legend: String
    /// What the person typed, as typed: day, month, year.
    var day = ""
    var month = ""
    var year = ""
    var hint: String?
    var error: String?
    var optional: String?
    var isQuestion = false
    /// "bday" gives `bday-day`, `bday-month`, `bday-year`.
    var autocomplete: String?

    var html: HTML {
        let help = Hint(id: id, text: hint, error: error)
        let title: HTML = "\(legend)\(Optionality(word: optional).html)"
        return """
            <fieldset class="\(error == nil ? "field" : "field wrong")" role="group"\
            \(attribute: "aria-describedby", help.describedBy)>
            <legend>\(isQuestion ? "<h1 class=\"question\">\(title)</h1>" : title)</legend>
            \(help.html)
            <div class="parts">
            \(part("day", id: id, value: day, style: "short"))
            \(part("month", id: "\(id)-month", value: month, style: "short"))
            \(part("year", id: "\(id)-year", value: year, style: "year"))
            </div>
            </fieldset>
            """
    }

    private func part(_ name: String, id: String, value: String, style: String) -> HTML {
        """
        <div><label for="\(id)">\(say("web.date.\(name)"))</label>
        <input id="\(id)" name="\(self.id)-\(name)" class="\(style)" inputmode="numeric" value="\(value)"\
        \(attribute: "autocomplete", autocomplete.map { "\($0)-\(name)" })\
        \(attribute: "aria-invalid", error == nil ? nil : "true")></div>
        """
    }
}
