import Scheduler
import Testing

@Suite struct `A recurrence rule` {
    @Test func `reads every part`() throws {
        var rule = RecurrenceRule(.yearly)
        rule.interval = 2
        rule.bound = .count(7)
        rule.weekStart = .sunday
        rule.months = [1, 12]
        rule.yearDays = [-366, 366]
        rule.monthDays = [-31, 31]
        rule.days = [.init(.monday, ordinal: 1), .init(.friday, ordinal: -53), .init(.sunday)]
        rule.hours = [0, 23]
        rule.minutes = [0, 59]
        rule.seconds = [0, 60]
        rule.positions = [-1]
        let text =
            "RRULE:BYSETPOS=-1;FREQ=yearly;INTERVAL=2;COUNT=7;WKST=SU;BYMONTH=1,12;BYYEARDAY=-366,366;"
            + "BYMONTHDAY=-31,31;BYDAY=+1MO,-53FR,su;BYHOUR=0,23;BYMINUTE=0,59;BYSECOND=0,60"
        #expect(try RecurrenceRule(text) == rule)
        #expect(try RecurrenceRule("FREQ=YEARLY;BYWEEKNO=-53,1").weekNumbers == [-53, 1])
    }

    @Test(arguments: [
        ("19971224", "1997-12-24T00:00:00"), ("1997-12-24", "1997-12-24T00:00:00"),
        ("19971224T093015", "1997-12-24T09:30:15"), ("1997-12-24T09:30:15", "1997-12-24T09:30:15"),
        ("19971224T093015Z", "1997-12-24T10:30:15"),
    ])
    func `reads its end`(text: String, wall: String) throws {
        let time = try #require(CalendarTime(text))
        #expect(try RecurrenceRule("FREQ=DAILY;UNTIL=\(text)").bound == .until(time))
        #expect(time.wall(in: try Zone("Europe/Brussels")).description == wall)
    }

    @Test(arguments: [
        "", "1997", "19971324", "19971224Z", "19971224T240000", "19971224T0930", "19971224T096015", "x",
    ])
    func `refuses what is no time`(text: String) {
        #expect(throws: RecurrenceFailure.badTime(text.uppercased())) {
            try RecurrenceRule("FREQ=DAILY;UNTIL=\(text)")
        }
    }

    @Test(arguments: [
        ("", RecurrenceFailure.noPart("")), ("FREQ=DAILY;", .noPart("")), ("FREQ", .noPart("FREQ")),
        ("FREQ=DAILY;A=B=C", .noPart("A=B=C")), ("FREQ=DAILY;BYEASTER=1", .unknownPart("BYEASTER")),
        ("FREQ=DAILY;COUNT=1;COUNT=2", .twice(.count)), ("COUNT=1", .noFrequency),
        ("FREQ=FORTNIGHTLY", .unknownFrequency("FORTNIGHTLY")), ("FREQ=", .unknownFrequency("")),
        ("FREQ=DAILY;INTERVAL=0", .badNumber("0", .interval)),
        ("FREQ=DAILY;COUNT=0", .badNumber("0", .count)),
        ("FREQ=DAILY;COUNT=", .badNumber("", .count)), ("FREQ=DAILY;COUNT=1,2", .badNumber("1,2", .count)),
        ("FREQ=DAILY;INTERVAL=9999999999999999999999", .badNumber("9999999999999999999999", .interval)),
        ("FREQ=DAILY;BYSECOND=61", .badNumber("61", .seconds)),
        ("FREQ=DAILY;BYMINUTE=60", .badNumber("60", .minutes)),
        ("FREQ=DAILY;BYHOUR=9,24", .badNumber("24", .hours)),
        ("FREQ=DAILY;BYHOUR=-1", .badNumber("-1", .hours)),
        ("FREQ=DAILY;BYMONTH=13", .badNumber("13", .months)),
        ("FREQ=DAILY;BYMONTH=0", .badNumber("0", .months)),
        ("FREQ=DAILY;BYMONTHDAY=0", .badNumber("0", .monthDays)),
        ("FREQ=DAILY;BYMONTHDAY=1,,2", .badNumber("", .monthDays)),
        ("FREQ=YEARLY;BYYEARDAY=-367", .badNumber("-367", .yearDays)),
        ("FREQ=YEARLY;BYWEEKNO=54", .badNumber("54", .weekNumbers)),
        ("FREQ=YEARLY;BYDAY=MO;BYSETPOS=0", .badNumber("0", .positions)),
        ("FREQ=YEARLY;BYDAY=XX", .badDay("XX", .days)), ("FREQ=YEARLY;BYDAY=0MO", .badDay("0MO", .days)),
        ("FREQ=YEARLY;BYDAY=54MO", .badDay("54MO", .days)),
        ("FREQ=WEEKLY;WKST=1MO", .badDay("1MO", .weekStart)),
        ("FREQ=DAILY;COUNT=1;UNTIL=19971224", .countAndUntil),
        ("FREQ=MONTHLY;BYWEEKNO=1", .partWithFrequency(.weekNumbers, .monthly)),
        ("FREQ=HOURLY;BYWEEKNO=1", .partWithFrequency(.weekNumbers, .hourly)),
        ("FREQ=DAILY;BYYEARDAY=1", .partWithFrequency(.yearDays, .daily)),
        ("FREQ=WEEKLY;BYYEARDAY=1", .partWithFrequency(.yearDays, .weekly)),
        ("FREQ=MONTHLY;BYYEARDAY=1", .partWithFrequency(.yearDays, .monthly)),
        ("FREQ=WEEKLY;BYMONTHDAY=1", .partWithFrequency(.monthDays, .weekly)),
        ("FREQ=WEEKLY;BYDAY=1MO", .ordinalWithFrequency("1MO", .weekly)),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,-1SU", .ordinalWithWeekNumber("-1SU")),
        ("FREQ=DAILY;BYSETPOS=1", .positionAlone),
    ])
    func `says what is wrong, where, and how to mend it`(text: String, failure: RecurrenceFailure) throws {
        let thrown = try #require(throws: RecurrenceFailure.self) { try RecurrenceRule(text) }
        #expect(thrown == failure)
        #expect(!failure.what.isEmpty && !failure.mend.isEmpty)
        #expect(text.contains(failure.part) || failure == .noFrequency)
    }

    @Test func `names the values that a part can have`() {
        #expect(RecurrenceFailure.badNumber("0", .monthDays).mend == "write 1 to 31, or -31 to -1")
        #expect(RecurrenceFailure.badNumber("61", .seconds).mend == "write 0 to 60")
    }
}
