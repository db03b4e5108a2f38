import Scheduler
import Testing

@Suite struct `A recurrence` {
    @Test(arguments: RecurrenceExample.all)
    func `yields what RFC 5545 says`(example: RecurrenceExample) throws {
        let recurrence = try recurrence(example.rule, "\(example.start)T090000", zone: "America/New_York")
        let expected = example.instances
        let found = recurrence.instances().prefix(expected.count + 1).map(\.description)
        #expect(Array(found.prefix(expected.count)) == expected)
        #expect(found.count == expected.count + (example.goesOn ? 1 : 0))
    }

    @Test func `takes from its start what its rule leaves open`() throws {
        #expect(try dates("FREQ=YEARLY", "20240229T090000") == ["2024-02-29", "2028-02-29", "2032-02-29"])
        #expect(
            try dates("FREQ=YEARLY;BYWEEKNO=20", "19970514T090000") == [
                "1997-05-14", "1998-05-13", "1999-05-19",
            ])
        #expect(try dates("FREQ=MONTHLY", "19970131T090000") == ["1997-01-31", "1997-03-31", "1997-05-31"])
    }

    @Test func `numbers the weeks where years meet`() throws {
        // 2 January 2021 is in 2020's week 53; 29 December 2025 begins 2026's week 1.
        #expect(
            try dates("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA", "20200101T090000")
                == ["2021-01-02", "2027-01-02", "2033-01-01"])
        #expect(
            try dates("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20240601T090000")
                == ["2024-12-30", "2025-12-29", "2027-01-04"])
        #expect(
            try dates("FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO", "20190101T090000")
                == ["2019-12-30", "2025-12-29", "2031-12-29"])
    }

    @Test func `chooses in a first week that began before its start`() throws {
        let rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2"
        #expect(try dates(rule, "20261112T090000") == ["2026-11-18", "2026-11-25", "2026-12-02"])
    }

    @Test func `takes counted days and plain ones side by side`() throws {
        #expect(
            try dates("FREQ=MONTHLY;BYDAY=1MO,SU;COUNT=6", "20261101T090000", most: 9)
                == ["2026-11-01", "2026-11-02", "2026-11-08", "2026-11-15", "2026-11-22", "2026-11-29"])
    }

    @Test func `knows no leap seconds`() throws {
        let found = try recurrence("FREQ=MINUTELY;BYSECOND=58,59,60;COUNT=3", "20261101T090000").instances()
        #expect(found.map { $0.time.secondOfDay % 60 } == [58, 59, 58])
    }

    @Test func `ends with the day that UNTIL names`() throws {
        #expect(try dates("FREQ=DAILY;UNTIL=19970903", "19970902T090000") == ["1997-09-02", "1997-09-03"])
        #expect(try dates("FREQ=DAILY;UNTIL=19970903T085959", "19970902T090000") == ["1997-09-02"])
    }

    @Test func `counts what is excluded`() throws {
        let four = try recurrence(
            "FREQ=DAILY;COUNT=4", "19970902T090000",
            exceptions: [.date(date("1997-09-03")), time("19970904T090000")])
        #expect(four.instances().map(\.date.description) == ["1997-09-02", "1997-09-05"])
    }

    @Test func `counts from its start, wherever one looks`() throws {
        let ten = try recurrence("FREQ=WEEKLY;COUNT=10;BYDAY=TU,TH", "19970902T090000")
        let found = ten.instances(from: LocalDateTime(date: try date("1997-09-25"), time: .midnight))
        #expect(found.map(\.date.description) == ["1997-09-25", "1997-09-30", "1997-10-02"])
    }

    @Test(arguments: [
        "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1,-1;BYDAY=MO,SU", "FREQ=MONTHLY;BYDAY=MO,-1FR;BYSETPOS=2,-1",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=SU,MO;WKST=SU", "FREQ=DAILY;INTERVAL=11;BYMONTH=1,7;COUNT=200",
        "FREQ=HOURLY;INTERVAL=37;BYDAY=WE;BYMINUTE=0,30;BYSETPOS=-1",
        "FREQ=SECONDLY;INTERVAL=70001;COUNT=900",
    ])
    func `yields after a leap what it yields without`(rule: String) throws {
        let recurrence = try recurrence(rule, "20240117T101530")
        let all = Array(recurrence.instances().prefix(150))
        try #require(all.count == 150)
        for index in stride(from: 0, to: 100, by: 9) {
            #expect(
                Array(recurrence.instances(from: all[index]).prefix(50)) == Array(all[index..<index + 50]))
            let next = LocalDateTime(date: all[index].date + 1, time: .midnight)
            #expect(recurrence.instances(from: next).first { _ in true } == all.first { $0 >= next })
        }
    }

    @Test func `tells its days, however many times they have`() throws {
        let tuesdays = try recurrence("FREQ=SECONDLY;BYDAY=TU", "20260101T000000")
        let days = tuesdays.days(in: try date("2026-01-01")...date("2027-12-31"))
        #expect(days.count == 104)
        #expect(days.allSatisfy { $0.weekday == .tuesday })
    }
}

@Suite struct `A recurrence in a zone` {
    @Test func `keeps its time on the wall`() throws {
        let found = try recurrence("FREQ=DAILY;COUNT=3", "20260328T023000", zone: "Europe/Brussels")
            .instances()
        #expect(
            found.map(\.description) == ["2026-03-28T02:30:00", "2026-03-29T03:30:00", "2026-03-30T02:30:00"])
    }

    @Test func `lets each time come once and in order where the clock leaps`() throws {
        let hourly = try recurrence("FREQ=HOURLY;COUNT=4", "20260329T010000", zone: "Europe/Brussels")
            .instances()
        #expect(
            hourly.map(\.description) == [
                "2026-03-29T01:00:00", "2026-03-29T03:00:00", "2026-03-29T04:00:00",
            ])
        let often = try recurrence(
            "FREQ=MINUTELY;INTERVAL=25;COUNT=8", "20260329T015000", zone: "Europe/Brussels")
        #expect(
            often.instances().map { "\($0.time)" }
                == ["01:50", "03:05", "03:15", "03:30", "03:40", "03:55", "04:20", "04:45"])
    }

    @Test func `passes a day that was skipped`() throws {
        let daily = try recurrence("FREQ=DAILY;COUNT=3", "20111229T090000", zone: "Pacific/Apia").instances()
        #expect(daily.map(\.date.description) == ["2011-12-29", "2011-12-31"])
    }

    @Test func `is looked at from a time that doesn't exist as from the one it moves to`() throws {
        let found = try recurrence("FREQ=MINUTELY;INTERVAL=20", "20070427T000000", zone: "Africa/Cairo")
            .instances(from: wall("2007-04-27T00:30"))
        #expect(found.prefix(2).map { "\($0.time)" } == ["01:40", "02:00"])
    }

    @Test func `ends at an instant, whatever the wall shows`() throws {
        // 02:30 on the wall comes first at 00:30 in UTC, before the clock goes back at 01:00.
        let rule = "FREQ=MINUTELY;INTERVAL=30;UNTIL=20261025T004500Z"
        let found = try recurrence(rule, "20261025T013000", zone: "Europe/Brussels").instances()
        #expect(found.map { "\($0.time)" } == ["01:30", "02:00", "02:30"])
    }

    @Test func `excludes by the instant`() throws {
        let recurrence = try recurrence(
            "FREQ=DAILY;COUNT=3", "20260328T023000",
            exceptions: [time("20260329T023000"), time("20260330T003000Z")],
            zone: "Europe/Brussels")
        #expect(recurrence.instances().map(\.date.description) == ["2026-03-28"])
    }
}

func recurrence(
    _ rule: String, _ start: String, exceptions: [CalendarTime] = [], zone: String? = nil
) throws -> Recurrence {
    Recurrence(
        try RecurrenceRule(rule), start: try time(start).wall(in: nil), exceptions: exceptions,
        zone: try zone.map { try Zone($0) })
}

func wall(_ text: String) throws -> LocalDateTime { try #require(LocalDateTime(text)) }

private func time(_ text: String) throws -> CalendarTime { try #require(CalendarTime(text)) }

private func date(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }

private func dates(_ rule: String, _ start: String, most: Int = 3) throws -> [String] {
    try recurrence(rule, start).instances().prefix(most).map(\.date.description)
}
