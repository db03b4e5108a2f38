import Declared
import Scheduler

/// Reads what a ministry and its posts say of themselves.
enum ProfileReader {
    static func ministry(_ root: DeclaredNode) -> MinistryProfile? {
        let id = root.text("id")
        let ministry = Ministry.ID(id)
        if ministry == nil, !id.isEmpty {
            root.required("id").report(
                "'\(id)' can't name a ministry", mend: "use up to 32 of a-z, 0-9 and -")
        }
        let sender = root.required("sender")
        let profile = (
            name: root.localized("name"), state: root.localized("state"), locales: root.texts("locales"),
            currency: root.currency("currency"),
            sender: MinistryProfile.Sender(
                name: sender.localized("name"), email: sender.text("email"), sms: sender.text("sms")),
            absences: AbsenceRules(reading: root), priorities: PriorityRules(reading: root),
            cancellations: root.optional("cancellations").map { DeskReason.list($0) }
        )
        if sender.exists, !(1...11).contains(profile.sender.sms.utf8.count) {
            sender.required("sms").report("networks show at most eleven characters", mend: "shorten it")
        }
        guard let ministry else { return nil }
        return MinistryProfile(
            id: ministry, name: profile.name, state: profile.state, locales: profile.locales,
            currency: profile.currency, sender: profile.sender, absences: profile.absences,
            priorities: profile.priorities, cancellations: profile.cancellations)
    }

    static func post(_ root: DeclaredNode, file: String, procedures: Set<Procedure.ID>) -> PostProfile? {
        let zone = zone(root.required("zone"))
        let offered: [Procedure.ID] = root.list("procedures").map { node in
            let id: Procedure.ID = node.slugValue()
            if !procedures.contains(id), id != .unnamed {
                node.report(
                    "there is no procedure '\(id)'", mend: "add procedures/\(id).yaml, or remove it here")
            }
            return id
        }
        let tills = root.texts("tills")
        let profile = (
            id: root.slug("id", of: PostProfile.self), name: root.localized("name"),
            city: root.localized("city"),
            address: root.localized("address"), phone: root.text("phone"), email: root.optionalText("email"),
            country: country(root.required("country")), hours: root.localized("hours"),
            circumscription: root.localized("circumscription"),
            languages: root.texts("languages"), absences: AbsenceRules(reading: root),
            priorities: PriorityRules(reading: root),
            cancellations: root.optional("cancellations").map { DeskReason.list($0) }
        )
        guard let zone else { return nil }
        return PostProfile(
            id: profile.id, name: profile.name, city: profile.city, address: profile.address, zone: zone,
            country: profile.country, phone: profile.phone, email: profile.email, hours: profile.hours,
            circumscription: profile.circumscription, languages: profile.languages, procedures: offered,
            tills: tills, absences: profile.absences, priorities: profile.priorities,
            cancellations: profile.cancellations, file: file, line: root.line)
    }

    private static func country(_ node: DeclaredNode) -> String {
        let code = node.textValue
        if node.exists, !Countries.codes.contains(code) {
            node.report("'\(code)' is not a country", mend: "write its ISO 3166 code, like BE")
        }
        return code
    }

    private static func zone(_ node: DeclaredNode) -> Zone? {
        guard node.exists else { return nil }
        do {
            return try Zone(node.textValue)
        } catch {
            node.report("'\(node.textValue)' is not a time zone", mend: "write it like Europe/Brussels")
            return nil
        }
    }
}
