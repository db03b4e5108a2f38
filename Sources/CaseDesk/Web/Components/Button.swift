/// A button says what happens when it is pressed.
struct Button: Sendable {
    enum Kind: String, Sendable {
        case primary = ""
        case second, danger, plain
    }

    let label: String
    var kind = Kind.primary
    var name: String?
    var value: String?

    var html: HTML {
        let style: String? = kind == .primary ? nil : kind.rawValue
        return """
            <button type="submit"\(attribute: "class", style)\(attribute: "name", name)\
            \(attribute: "value", value)>\(label)</button>
            """
    }
}

/// A link that looks like a button because it begins something.
struct ButtonLink: Sendable {
    let label: String
    let href: String
    var kind = Button.Kind.primary

    var html: HTML {
        "<a class=\"button \(kind.rawValue)\" href=\"\(href)\">\(label)</a>"
    }
}
