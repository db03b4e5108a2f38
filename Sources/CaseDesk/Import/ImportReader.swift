import Channels
import Crypto
import Scheduler

/// Rows of a file, in the words and the zone of the post that takes them over.
struct ImportReader {
    let zone: Zone
    /// A phone number without its country is read as one of there.
    let region: String

    func rows(of table: TableFile, _ columns: ImportColumns) throws(ImportProblem) -> [ImportRow] {
        let places = try columns.places(in: table.header)
        let unclosed = table.unclosed.map { line in
            ImportRow(
                line: line, source: nil, key: "",
                content: .failure(
                    ImportProblem(
                        .unclosed, "a quotation mark is opened and never closed",
                        mend: "close it, or write two of them where one belongs to the text")))
        }
        return (table.records.map { row($0, places, width: table.header.count) } + unclosed)
            .sorted { $0.line < $1.line }
    }

    func rows(of calendar: CalendarLines) -> [ImportRow] {
        calendar.events.map { event in
            let id = event["UID"]?.value.trimmed
            let source = id?.isEmpty == false ? id : nil
            return ImportRow(
                line: event.line, source: source,
                key: source.map { "id:\($0)" }
                    ?? Self.hash(event.properties.map { "\($0.name):\($0.value)" }),
                content: Result { () throws(ImportProblem) in
                    try wish(event, isCancelled: calendar.method == "CANCEL")
                })
        }
    }

    private func row(_ record: TableFile.Record, _ places: [ImportColumns.Field: Int], width: Int)
        -> ImportRow
    {
        func value(_ field: ImportColumns.Field) -> String? {
            guard let place = places[field], place < record.fields.count else { return nil }
            let text = record.fields[place].trimmed
            return text.isEmpty ? nil : text
        }
        let source = value(.id)
        return ImportRow(
            line: record.line, source: source, key: source.map { "id:\($0)" } ?? Self.hash(record.fields),
            content: Result { () throws(ImportProblem) in
                guard record.fields.count == width else {
                    throw ImportProblem(
                        .columns, "it has \(record.fields.count) fields, the first line has \(width)",
                        mend: "put what holds a separator between quotation marks")
                }
                return ImportWish(
                    start: try start(value(.start), value(.date), value(.time)),
                    contact: try contact(value(.email), value(.phone)),
                    locale: value(.language)?.lowercased(),
                    units: try units(value(.units)))
            })
    }

    private func wish(_ event: CalendarLines.Event, isCancelled: Bool) throws(ImportProblem) -> ImportWish {
        if isCancelled || event["STATUS"]?.value.uppercased() == "CANCELLED" {
            throw ImportProblem(.cancelled, "it is cancelled", mend: "nothing to do")
        }
        if event["RRULE"] != nil || event["RDATE"] != nil {
            throw ImportProblem(
                .recurring, "it comes again and again", mend: "export each appointment as an event of its own"
            )
        }
        guard let begin = event["DTSTART"] else {
            throw ImportProblem(.start, "it has no DTSTART", mend: "export it again with its time")
        }
        let addresses = event.properties.filter { $0.name == "ATTENDEE" || $0.name == "CONTACT" }
            .map { property in
                property.value.split(separator: ":", maxSplits: 1).last.map(String.init) ?? property.value
            }
        let reached = addresses.lazy.compactMap { Contact(typed: $0.trimmed, region: region) }.first
        guard let reached else {
            throw ImportProblem(
                .contact, "nobody to reach: no ATTENDEE with an email address or a mobile number",
                mend: "add ATTENDEE:mailto:… or ATTENDEE:tel:+…")
        }
        let language = event["SUMMARY"]?.parameters["LANGUAGE"]?.lowercased()
        return ImportWish(
            start: try instant(of: begin), contact: reached, locale: language.map { String($0.prefix(2)) },
            units: 1)
    }

    /// `20261124T103000Z`, or a wall time in TZID's zone or the post's.
    private func instant(of property: CalendarLines.Property) throws(ImportProblem) -> Instant {
        let digits = property.value.filter(\.isNumber)
        guard digits.utf8.count == 14,
            let wall = LocalDateTime(
                "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.dropFirst(6).prefix(2))T"
                    + "\(digits.dropFirst(8).prefix(2)):\(digits.dropFirst(10).prefix(2)):\(digits.suffix(2))"
            )
        else {
            throw ImportProblem(
                .start, "\(property.value) is no date with a time", mend: "write it like 20261124T103000")
        }
        guard !property.value.hasSuffix("Z") else { return Instant(seconds: wall.secondsAtGreenwich) }
        guard let name = property.parameters["TZID"] else { return zone.instant(of: wall) }
        guard let theirs = try? Zone(name) else {
            throw ImportProblem(
                .zone, "the zone \(name) isn't known", mend: "name it as IANA does, such as \(zone.name)")
        }
        return theirs.instant(of: wall)
    }

    private func start(_ both: String?, _ date: String?, _ time: String?) throws(ImportProblem) -> Instant {
        let text = both ?? [date, time].compactMap(\.self).joined(separator: " ")
        guard let wall = ImportTime(text)?.wall else {
            throw ImportProblem(
                .start, text.isEmpty ? "it tells no time" : "\(text) is no date with a time",
                mend: "write it like 2026-11-24 10:30 or 24/11/2026 10:30")
        }
        return zone.instant(of: wall)
    }

    private func contact(_ email: String?, _ phone: String?) throws(ImportProblem) -> Contact {
        for text in [email, phone].compactMap(\.self) {
            if let contact = Contact(typed: text, region: region) { return contact }
        }
        throw ImportProblem(
            .contact, email ?? phone == nil ? "nobody to reach" : "its email or phone can't be right",
            mend: "give an email address, or a mobile number with its country, such as +32 470 12 34 56")
    }

    private func units(_ text: String?) throws(ImportProblem) -> Int {
        guard let text else { return 1 }
        guard let units = Int(text), (1...100).contains(units) else {
            throw ImportProblem(.units, "\(text) is no number of documents or people", mend: "write 1 to 100")
        }
        return units
    }

    private static func hash(_ fields: [String]) -> String {
        let digest = SHA256.hash(data: Array(fields.joined(separator: "\u{1F}").utf8))
        return "row:" + Base64URL.encode(Array(digest))
    }
}
