package import Channels
import Declared
package import PostgresClient
import Scheduler

/// What a person would receive on one medium, word for word but for the link, which is made when it is sent.
package struct DossierPreview: Sendable {
    package let medium: Medium
    package let text: String
}

extension DossierNews {
    /// The messages of an arrow as they would read if it were taken now.
    package func preview(
        _ action: Flow.Action, of dossier: Dossier, _ procedure: Procedure, reason: Flow.Reason.ID?,
        note: String, in session: some PostgresSession
    ) async throws -> [DossierPreview] {
        let people = letters.people
        guard let person = try await people.load(dossier.person, in: session) else { return [] }
        let reason = reason.flatMap { procedure.flow.reason($0)?.label[dossier.locale] }
        var previews: [DossierPreview] = []
        for template in action.notify {
            var letter = letter(template, event: "", dossier, procedure, reason: reason, note: note)
            if let days = procedure.flow.state(action.to)?.deadlineDays,
                let zone = letters.catalogue.post(dossier.post)?.zone
            {
                let deadline = people.clock.now + .days(Int64(days))
                letter.values["deadline"] = .date(zone.wall(at: deadline).date)
            }
            let declared = try messages.variables(of: template)
            let values = letters.values(of: letter, link: "\(letters.site)/…")
                .filter { declared.contains($0.key) }
            for medium in try messages.media(of: template) where person.has(medium) {
                let text = try messages.preview(template, on: medium, in: dossier.locale, values)
                previews.append(DossierPreview(medium: medium, text: text))
            }
        }
        return previews
    }
}

extension Person {
    fileprivate func has(_ medium: Medium) -> Bool {
        switch medium {
        case .email: email != nil
        case .sms: phone != nil
        }
    }
}
