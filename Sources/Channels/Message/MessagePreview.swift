// How a message would read, before anybody is told.
extension Messages {
    /// The media that a template is written for.
    package func media(of template: String) throws(ChannelsFailure) -> [Medium] {
        try templates.template(template).media
    }

    /// The text as this medium would carry it: an email's subject first, then its plain form.
    package func preview(
        _ template: String, on medium: Medium, in locale: String, _ values: [String: TemplateValue]
    ) throws(ChannelsFailure) -> String {
        switch medium {
        case .email:
            let email = try templates.email(template, in: locale, values)
            return "\(email.subject)\n\n\(email.text)"
        case .sms: return try templates.sms(template, in: locale, values).text
        }
    }

    /// What a template is about, for a list: its title, else its subject, with what isn't given left open.
    package func subject(
        of template: String, in locale: String, _ values: [String: TemplateValue]
    ) throws(ChannelsFailure) -> String {
        var filled = values
        for (name, kind) in try templates.template(template).variables where filled[name] == nil {
            filled[name] = kind == .integer ? .integer(0) : .text("…")
        }
        return try templates.title(template, in: locale, filled)
    }
}
