import Foundation
import Scheduler
import Testing

@Suite struct `A zone` {
    @Test(arguments: [
        ("Europe/Brussels", "2026-03-29", 276), ("Europe/Brussels", "2026-10-25", 300),
        ("Europe/Brussels", "2026-11-21", 288), ("Australia/Lord_Howe", "2026-04-05", 294),
        ("Australia/Lord_Howe", "2026-10-04", 282), ("Africa/Cairo", "2026-04-24", 276),
        ("Africa/Cairo", "2026-10-29", 300), ("Africa/Kinshasa", "2026-03-29", 288),
        ("Pacific/Apia", "2011-12-30", 0), ("Europe/Brussels", "2060-03-28", 276),
    ])
    func `counts the cells of a day`(name: String, date: String, cells: Int) throws {
        #expect(try Zone(name).cells(in: #require(LocalDate(date))) == cells)
    }

    @Test func `begins Cairo's first day of summer at one`() throws {
        let zone = try Zone("Africa/Cairo")
        let start = zone.start(of: try #require(LocalDate("2026-04-24")))
        #expect(zone.wall(at: start).description == "2026-04-24T01:00:00")
        #expect(start.milliseconds == 1_776_981_600_000)
    }

    @Test func `takes the first of a time that occurs twice`() throws {
        let zone = try Zone("Europe/Brussels")
        let instant = zone.instant(of: try #require(LocalDateTime("2026-10-25T02:30")))
        #expect(instant.milliseconds == 1_792_888_200_000)  // 00:30 UTC
    }

    @Test func `moves a time that doesn't exist forward by the gap`() throws {
        let zone = try Zone("Europe/Brussels")
        let instant = zone.instant(of: try #require(LocalDateTime("2026-03-29T02:30")))
        #expect(zone.wall(at: instant).description == "2026-03-29T03:30:00")
        let island = try Zone("Australia/Lord_Howe")
        let moved = island.instant(of: try #require(LocalDateTime("2026-10-04T02:15")))
        #expect(island.wall(at: moved).description == "2026-10-04T02:45:00")
    }

    @Test(arguments: ["Mars/Olympus", "../../etc/passwd", "right/Europe/Brussels", "", "/Europe/Brussels"])
    func `refuses a name that isn't one`(name: String) {
        #expect(throws: ZoneFailure.unknown(name)) { try Zone(name) }
    }

    /// The C library reads the same files by its own code.
    @Test(arguments: [
        "Europe/Brussels", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca", "America/Sao_Paulo",
        "Asia/Kathmandu", "Asia/Tehran", "America/St_Johns", "Europe/Dublin", "Pacific/Apia", "Asia/Gaza",
        "America/Nuuk", "Antarctica/Troll",
    ])
    func `agrees with GNU date`(name: String) throws {
        let zone = try Zone(name)
        var random = SystemRandomNumberGenerator()
        let seconds = (0..<400).map { _ in Int.random(in: -2_000_000_000...4_000_000_000, using: &random) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/date")
        process.arguments = ["-f", "-", "+%Y-%m-%dT%H:%M:%S"]
        process.environment = ["TZ": name, "LC_ALL": "C"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(seconds.map { "@\($0)\n" }.joined().utf8))
        try input.fileHandleForWriting.close()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let lines = answer.split(separator: "\n").map(String.init)
        #expect(lines == seconds.map { zone.wall(at: Instant(seconds: $0)).description })
    }

    @Test(arguments: ["Europe/Brussels", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"])
    func `divides time into days without gap or overlap`(name: String) throws {
        let zone = try Zone(name)
        var date = try #require(LocalDate("2009-01-01"))
        while date.year < 2040 {
            let (start, end) = (zone.start(of: date), zone.start(of: date + 1))
            if start < end {
                #expect(zone.wall(at: start).date == date)
                #expect(zone.wall(at: Instant(milliseconds: end.milliseconds - 1_000)).date == date)
            }
            date = date + 1
        }
    }

    @Test func `knows its release`() throws {
        let version = try #require(Zone.dataVersion)
        #expect(version.count >= 5 && version.hasPrefix("20"))
    }
}

@Suite struct `A local date` {
    @Test func `counts on from 1970 as the calendar does`() throws {
        #expect(LocalDate("1970-01-01")?.ordinal == 0)
        #expect(LocalDate("2000-02-29")?.weekday == .tuesday)
        for text in ["2026-02-29", "2026-13-01", "2026-1-01", "2026-00-10", "x"] {
            #expect(LocalDate(text) == nil)
        }
        for ordinal in stride(from: -200_000, to: 200_000, by: 37) {
            let date = LocalDate(ordinal: ordinal)
            #expect(LocalDate(date.description) == date)
        }
    }
}
