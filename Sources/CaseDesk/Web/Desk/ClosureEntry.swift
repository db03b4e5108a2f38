import Channels
import Declared
import Scheduler

/// What a supervisor typed to close a desk group, and what is wrong with it. Nothing typed is lost.
struct ClosureEntry: Sendable {
    static let fields = ["group", "from_date", "from_time", "to_date", "to_time", "reason"]

    var values: [String: String] = [:]
    var errors: [FieldError] = []

    /// Nil when something must be corrected; `errors` says what.
    static func read(_ web: WebRequest, at post: PostProfile) -> (
        entry: ClosureEntry, cause: DisplacementCause?
    ) {
        var entry = ClosureEntry()
        let locales = web.site.catalogue.ministry.locales
        for field in fields + locales.map(words) { entry.values[field] = String(web.form[field].prefix(500)) }
        let agenda = web.stories.booking.agendas.byPost[post.id.text]
        let zone = agenda?.zone(of: entry["group"]) ?? post.zone
        let from = entry.moment("from", in: zone, web)
        let to = entry.moment("to", in: zone, web)
        let reason = DisplacementCause.Reason(rawValue: entry["reason"])
        if reason == nil { entry.fault("reason", "displacement.desk.reason_missing", web) }
        for locale in locales where entry[words(locale)].isEmpty {
            entry.fault(words(locale), "displacement.desk.words_missing", web)
        }
        guard let from, let to, let reason, entry.errors.isEmpty else { return (entry, nil) }
        let texts = locales.map { ($0, entry[words($0)]) }
        return (
            entry,
            DisplacementCause(
                post: post.id.text, group: entry["group"], from: from, to: to, reason: reason,
                words: LocalizedText(Dictionary(texts) { first, _ in first }))
        )
    }

    subscript(field: String) -> String { values[field] ?? "" }

    static func words(_ locale: String) -> String { "words_\(locale)" }

    mutating func fault(_ field: String, _ key: String, _ web: WebRequest) {
        errors.append(FieldError(control: field, text: web.say(key)))
    }

    /// With what says at which control a refusal is mended.
    func refused(_ refusal: DisplacementRefusal, _ web: WebRequest) -> ClosureEntry {
        var entry = self
        entry.fault(
            refusal == .unknown ? "group" : "to_date", "displacement.refusal.\(refusal.rawValue)", web)
        return entry
    }

    private mutating func moment(_ name: String, in zone: Zone, _ web: WebRequest) -> Instant? {
        guard let date = LocalDate(self["\(name)_date"]) else {
            fault("\(name)_date", "displacement.desk.date_missing", web)
            return nil
        }
        guard let time = LocalTime(self["\(name)_time"]) else {
            fault("\(name)_time", "displacement.desk.time_missing", web)
            return nil
        }
        return zone.instant(of: LocalDateTime(date: date, time: time))
    }
}
