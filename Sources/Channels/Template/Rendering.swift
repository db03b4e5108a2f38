/// A message as it is shown to its reader, before it is packed for its journey.
package struct RenderedEmail: Sendable, Equatable, Codable {
    package let subject: String
    package let text: String
    package let html: String
}

package struct RenderedSMS: Sendable, Equatable, Codable {
    package let text: String
}

extension MessageTemplates {
    package func email(
        _ name: String, in locale: String, _ variables: [String: TemplateValue]
    ) throws(ChannelsFailure) -> RenderedEmail {
        let (text, facts) = try text(name, in: locale)
        guard let subject = words.fill(text.subject, in: facts.code, variables),
            let body = words.fill(text.body, in: facts.code, variables)
        else { throw .unreadableTemplate(name) }
        let markdown = Markdown(body)
        let footer = words.text("messages.email.footer", in: facts.code)
        let title = oneLine(subject.plain)
        let plain = PlainTextBody(filled: body, isolating: facts.direction == .rtl).render(markdown)
        let html = HTMLBody(filled: body, locale: facts, title: title, footer: footer).render(markdown)
        return RenderedEmail(subject: title, text: "\(plain)\n-- \n\(footer)\n", html: html)
    }

    /// Which text this locale gets.
    func version(_ name: String, in locale: String) throws(ChannelsFailure) -> String {
        try text(name, in: locale).0.version
    }

    /// One line for a list.
    func title(
        _ name: String, in locale: String, _ variables: [String: TemplateValue]
    ) throws(ChannelsFailure) -> String {
        let (text, facts) = try text(name, in: locale)
        guard let filled = words.fill(text.title ?? text.subject, in: facts.code, variables) else {
            throw .unreadableTemplate(name)
        }
        return oneLine(filled.plain)
    }

    package func sms(
        _ name: String, in locale: String, _ variables: [String: TemplateValue]
    ) throws(ChannelsFailure) -> RenderedSMS {
        let (text, facts) = try text(name, in: locale)
        guard let pattern = text.sms, let filled = words.fill(pattern, in: facts.code, variables) else {
            throw .unreadableTemplate(name)
        }
        // ICU writes sums with narrow spaces; one of them would force UCS-2 and halve what fits.
        let spaced = filled.plain.map { "\u{A0}\u{202F}".contains($0) ? " " : String($0) }.joined()
        return RenderedSMS(text: oneLine(spaced))
    }

    /// The first locale of the chain that has a text.
    private func text(
        _ name: String, in locale: String
    ) throws(ChannelsFailure) -> (MessageTemplate.LocaleText, LocaleFacts) {
        let template = try template(name)
        for code in words.chain(from: locale) {
            if let text = template.texts[code] { return (text, words.locale(code)) }
        }
        throw .unreadableTemplate(name)
    }

    private func oneLine(_ text: String) -> String {
        text.split { $0.isNewline }.joined(separator: " ").trimmed
    }
}
