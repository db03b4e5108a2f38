package import Channels
package import Declared

/// The messages that the flows send, checked against the templates there are.
package enum DeclaredMessages {
    package static func findings(_ catalogue: Catalogue, _ templates: MessageTemplates) -> [Finding] {
        let known = Set(templates.names)
        return missing(beside: known)
            + catalogue.flows.flatMap { flow in
                flow.actions.flatMap { action in
                    action.notify.filter { !known.contains($0) }.map { name in
                        Finding(
                            file: flow.file, line: action.line, what: "'\(name)' is no message",
                            mend: "write message-templates/\(name)/, or take the name out")
                    }
                }
            }
    }

    /// What the stories tell by themselves, whatever the flows say.
    private static func missing(beside known: Set<String>) -> [Finding] {
        (AppointmentNews.Word.allCases.map(\.template) + [
            Conversations.template, AppointmentNews.decided, AppointmentNews.anotherPlace,
            Webhooks.noticeTemplate,
        ])
        .filter { !known.contains($0) }.map { name in
            Finding(
                file: "message-templates/\(name)/message.yaml", line: 1, what: "the file is missing",
                mend: "write it: people are told by it")
        }
    }
}
