package import Declared

/// The holidays of a state, declared in `holidays/<name>.yaml`. Public lists contradict one another, so each day says
/// where it comes from and when somebody looked; only a confirmed one closes a post. One with an id may be confirmed,
/// moved by some days or refused by a post's agenda: feasts that begin when the moon was seen are estimates until then.
package struct Holidays: Sendable, Equatable {
    package struct Day: Sendable, Equatable {
        package let date: LocalDate
        package let name: LocalizedText
        package let source: String
        package let checked: LocalDate
        package let isConfirmed: Bool
        /// What agendas name it by; nil: only its list says whether it counts.
        package let id: String?
    }

    package let days: [Day]

    /// Never fails: what is wrong stands in the findings, and the rest is usable.
    package static func read(_ file: DeclaredFile) -> (holidays: Holidays, findings: [Finding]) {
        let reading = file.read { root in
            var seen: Set<LocalDate> = []
            var ids: Set<String> = []
            return Holidays(
                days: root.requiredList("days").compactMap { node in
                    let on = node.required("on")
                    guard let date = on.dateValue else { return nil }
                    if !seen.insert(date).inserted {
                        on.report("\(date) stands there twice", mend: "keep one of them")
                    }
                    let id = node.optional("id")
                    if let id, !ids.insert(id.textValue).inserted {
                        id.report("'\(id.textValue)' stands there twice", mend: "add the year to it")
                    }
                    return Day(
                        date: date, name: node.localized("name"), source: node.text("source"),
                        checked: node.required("checked").dateValue ?? date,
                        isConfirmed: node.boolean("confirmed"), id: id?.textValue)
                })
        }
        return (reading.value, reading.findings)
    }
}

extension DeclaredNode {
    /// A date as clerks write it; nil with a finding for anything else.
    var dateValue: LocalDate? {
        guard exists else { return nil }
        guard let date = LocalDate(textValue) else {
            report("'\(textValue)' is no date", mend: "write it like 2026-12-25")
            return nil
        }
        return date
    }
}
