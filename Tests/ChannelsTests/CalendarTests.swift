import Foundation
import Scheduler
import TestServers
import Testing

@testable import Channels

/// What two independent readers make of our files: Python's icalendar and Debian's libical.
@Suite struct `Two readers of calendars` {
    /// Where clocks change by half an hour, by two hours, at midnight, for Ramadan, by decree, or never.
    static let zones = [
        "Europe/Brussels", "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe", "America/New_York",
        "Pacific/Chatham", "America/Santiago", "Europe/Dublin", "Asia/Gaza", "Antarctica/Troll",
        "Asia/Kolkata", "Africa/Kinshasa",
    ]
    static let years = [2025, 2026, 2027, 2030, 2036]

    @Test(arguments: zones)
    func `come to the same instants as we do, around every change of the clock`(name: String) throws {
        let zone = try Zone(name)
        let folder = try CalendarFolder()
        for instant in try Self.years.flatMap({ try Self.instants(around: $0, in: zone) }) {
            try folder.add(event(at: instant, in: name))
        }
        let verdict = try folder.read()
        #expect(verdict.files >= 40 && verdict.wrong == 0, "\(verdict)")
    }

    @Test(arguments: [CalendarEvent.Change.request, .cancel])
    func `read texts in any script, and every method`(change: CalendarEvent.Change) throws {
        let folder = try CalendarFolder()
        let start = Instant(milliseconds: 1_795_509_000_000)
        for title in [
            "Légalisation, pièce; n° 1\\2\nsuite", String(repeating: "شهادة التصديق ", count: 12) + "1",
            String(repeating: "👩🏽‍⚕️", count: 30), "BEGIN:VEVENT", String(repeating: "a", count: 300),
        ] {
            let event = event(at: start, in: "Europe/Brussels", title: title, change: change)
            try folder.add(event)
            try folder.add(event, attendee: nil)
        }
        let verdict = try folder.read()
        #expect(verdict.files == 10 && verdict.wrong == 0, "\(verdict)")
    }

    /// Three hours and half an hour before and after each change; noon of two days where there is none.
    private static func instants(around year: Int, in zone: Zone) throws -> [Instant] {
        let first = try #require(LocalDate(year: year, month: 1, day: 1))
        var found: [Instant] = []
        for day in 0..<365 {
            let (start, end) = (zone.start(of: first + day), zone.start(of: first + day + 1))
            var cell = start
            while zone.offset(at: start) != zone.offset(at: end), cell < end {
                let next = cell + .minutes(5)
                if zone.offset(at: cell) != zone.offset(at: next) {
                    found += [-180, -60, -30, 0, 30, 60, 180].map { next + .minutes($0) }
                }
                cell = next
            }
        }
        let noons = (0..<8).map { zone.start(of: first + $0 * 45) + .hours(12) }
        return found + noons
    }

    private func event(
        at start: Instant, in zone: String, title: String = "Légalisation",
        change: CalendarEvent.Change = .request
    ) -> CalendarEvent {
        CalendarEvent(
            id: OpaqueID.random(), sequence: 4, change: change, title: title,
            place: "Rue Marie de Bourgogne 30, 1000 Bruxelles; " + String(repeating: "étage ", count: 20)
                + "3",
            start: start, end: start + .minutes(45), zone: zone, link: "https://example.org/fr/a/x",
            language: "fr", note: "Référence X-1", changed: start - .days(3))
    }
}

/// Files with what they should say, handed to `calendar_files.py`.
private final class CalendarFolder {
    struct Verdict: Decodable {
        let files: Int
        let wrong: Int
        let first: [String]
    }

    private struct Line: Encodable {
        let file, method, uid, summary, location, status: String
        let sequence: Int
        let start, end: Int64
    }

    private let path = NSTemporaryDirectory() + "calendars-" + OpaqueID.random()
    private var lines: [Line] = []

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func add(_ event: CalendarEvent, attendee: EmailAddress? = EmailAddress("citoyen@example.net")) throws {
        let organizer = try #require(EmailAddress("consulat@example.org"))
        let file = CalendarFile(
            event: event, organizer: organizer, organizerName: "Consulat \"général\", RDC",
            attendee: attendee,
            now: event.start - .days(2))
        let name = "\(lines.count).ics"
        try Data(try file.serialized()).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        lines.append(
            Line(
                file: name, method: attendee == nil ? "PUBLISH" : event.change.rawValue,
                uid: "\(event.id)@example.org", summary: event.title, location: event.place,
                status: event.change == .cancel ? "CANCELLED" : "CONFIRMED", sequence: event.sequence,
                start: event.start.milliseconds / 1_000, end: event.end.milliseconds / 1_000))
    }

    func read() throws -> Verdict {
        try JSONEncoder().encode(lines).write(to: URL(fileURLWithPath: "\(path)/expected.json"))
        let stories = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Stories").path
        let program = """
            import sys
            sys.path.insert(0, "\(stories)")
            import calendar_files
            calendar_files.main("\(path)")
            """
        return try JSONDecoder().decode(Verdict.self, from: Data(try python(program, []).utf8))
    }
}
