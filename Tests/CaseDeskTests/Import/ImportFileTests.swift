import Foundation
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `A table to import` {
    @Test(arguments: [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
    func `is read whatever separates its fields`(separator: String, name: String) throws {
        let text = "id;start;email\r\n1;\"a\"\"b;\r\nc\";x\r\n\r\n2;;\n".replacing(";", with: separator)
        let table = try #require(TableFile(text))
        #expect(String(table.separator) == separator && table.header == ["id", "start", "email"])
        #expect(table.records.map(\.line) == [2, 5])
        #expect(table.records[0].fields == ["1", "a\"b\(separator)\r\nc", "x"])
        #expect(table.records[1].fields == ["2", "", ""])
    }

    @Test func `believes Excel's own first line`() throws {
        let table = try #require(TableFile("sep=;\r\na,b;c\r\n1,5;2\r\n"))
        #expect(table.header == ["a,b", "c"] && table.records.map(\.fields) == [["1,5", "2"]])
    }

    @Test func `goes on behind a quotation mark that is never closed`() throws {
        let table = try #require(TableFile("a,b\n1,\"open\n2,x\n3,y\n"))
        #expect(table.unclosed == [2] && table.records.map(\.fields) == [["2", "x"], ["3", "y"]])
    }

    @Test(arguments: [
        ([0xEF, 0xBB, 0xBF, 0xC3, 0xA9], "UTF-8 with a byte order mark"), ([0xC3, 0xA9], "UTF-8"),
        ([0xE9], "Windows-1252"), ([0xFF, 0xFE, 0xE9, 0x00], "UTF-16"), ([0xFE, 0xFF, 0x00, 0xE9], "UTF-16"),
    ])
    func `says its encoding`(bytes: [UInt8], encoding: String) {
        #expect(ImportText(bytes)?.text == "é" && ImportText(bytes)?.encoding == encoding)
    }

    @Test func `is no picture`() { #expect(ImportText([0x89, 0x50, 0x00, 0x47]) == nil) }

    @Test func `finds its columns by usual names and by given ones`() throws {
        let header = ["Numéro", "Date ", "HEURE", "Courriel", "Téléphone", "Quand"]
        let usual = try ImportColumns().places(in: header)
        #expect(usual[.id] == 0 && usual[.date] == 1 && usual[.time] == 2)
        #expect(usual[.email] == 3 && usual[.phone] == 4 && usual[.start] == nil)
        let named = try #require(ImportColumns("start=quand"))
        #expect(try named.places(in: header)[.start] == 5)
        #expect(ImportColumns("nothing=x") == nil)
        for (map, header) in [("start=Nowhere", header), ("", ["email"]), ("", ["start", "name"])] {
            let columns = map.isEmpty ? ImportColumns() : try #require(ImportColumns(map))
            #expect(throws: ImportProblem.self) { try columns.places(in: header) }
        }
    }

    @Test(arguments: [
        "2026-11-24 10:30", "24/11/2026 10h30", "24.11.2026T10:30:00", "24-11-2026 10:30", "24/11/2026 10:30",
    ])
    func `reads a time as offices write it`(text: String) {
        #expect(ImportTime(text)?.wall == LocalDateTime("2026-11-24T10:30"))
    }

    @Test(arguments: [
        "", "2026-11-24", "10:30", "31/02/2026 10:30", "24/11/26 10:30", "24/11/2026 25:00", "x y",
        "24/11/2026 10:30:15", "24/11/2026 10h70",
    ])
    func `takes no time for another`(text: String) { #expect(ImportTime(text) == nil) }
}

@Suite struct `A calendar to import` {
    private func rows(_ events: String, method: String = "") throws -> [ImportRow] {
        let text = "BEGIN:VCALENDAR\r\n\(method)\(events)END:VCALENDAR\r\n"
        return ImportReader(zone: try Zone("Europe/Brussels"), region: "BE").rows(
            of: try #require(CalendarLines(text)))
    }

    @Test(arguments: [
        "DTSTART:20261124T103000", "DTSTART;TZID=Europe/Brussels:20261124T103000",
        "DTSTART;TZID=\"Europe/Kiev\":20261124T113000", "DTSTART:20261124T093000Z",
        "DTSTA\r\n RT:20261124T\r\n 093000Z",
    ])
    func `tells an instant in any of the standard's ways`(start: String) throws {
        let row = try rows(
            "BEGIN:VEVENT\r\nUID:a\r\n\(start)\r\nATTENDEE;CN=\"X: Y\":mailto:a@example.org\r\n"
                + "BEGIN:VALARM\r\nDTSTART:x\r\nEND:VALARM\r\nEND:VEVENT\r\n")[0]
        let wish = try row.content.get()
        #expect(wish.start == Instant(milliseconds: 1_795_512_600_000) && row.key == "id:a" && row.line == 2)
    }

    @Test(arguments: [
        ("RRULE:FREQ=DAILY\r\n", ImportProblem.Reason.recurring), ("STATUS:CANCELLED\r\n", .cancelled),
        ("DTSTART;TZID=Romance Standard Time:20261124T103000\r\n", .zone),
    ])
    func `says what it can't take`(line: String, reason: ImportProblem.Reason) throws {
        let row = try rows(
            "BEGIN:VEVENT\r\nUID:a\r\n\(line)DTSTART:20261124T103000\r\nATTENDEE:mailto:a@b.org\r\nEND:VEVENT\r\n"
        )[0]
        #expect(throws: ImportProblem.self) { try row.content.get() }
        if case .failure(let problem) = row.content { #expect(problem.reason == reason) }
    }

    @Test func `needs somebody to reach`() throws {
        let event = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261124T103000\r\n%END:VEVENT\r\n"
        for (line, isReached) in [
            ("", false), ("ATTENDEE:mailto:nobody\r\n", false), ("ATTENDEE:tel:+32470123456\r\n", true),
            ("CONTACT:0470 12 34 56\r\n", true),
        ] {
            let row = try rows(event.replacing("%", with: line))[0]
            let wish = try? row.content.get()
            #expect((wish != nil) == isReached, "\(line)")
        }
    }

    @Test func `is no other file`() { #expect(CalendarLines("BEGIN:VCARD\r\nEND:VCARD\r\n") == nil) }
}
