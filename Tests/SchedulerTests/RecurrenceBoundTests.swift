import Scheduler
import Testing

/// The work is counted in periods looked at in vain, so that no clock decides.
@Suite struct `A recurrence that is rare` {
    @Test(arguments: [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0), ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 0),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4", 0), ("FREQ=MONTHLY;BYDAY=6MO", 0),
        ("FREQ=SECONDLY;INTERVAL=86400;BYHOUR=5", 0), ("FREQ=MINUTELY;INTERVAL=2;BYMINUTE=31", 0),
        ("FREQ=DAILY;BYHOUR=5;BYSETPOS=2", 0), ("FREQ=DAILY;BYMONTH=3;UNTIL=19970201", 0),
        ("FREQ=YEARLY;INTERVAL=100;BYYEARDAY=366", 4), ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", 400),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", 21_000), ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", 21_000),
        ("FREQ=HOURLY;INTERVAL=168;BYDAY=TU", 21_000), ("FREQ=SECONDLY;INTERVAL=604800;BYDAY=TU,WE", 21_000),
    ])
    func `is known never to occur`(rule: String, work: Int) throws {
        // A Monday of a year that is no leap year.
        let recurrence = try recurrence(rule, "19970106T083000")
        #expect(recurrence.neverOccurs)
        var instances = recurrence.instances()
        #expect(instances.next() == nil)
        #expect(instances.ending == .never)
        #expect(instances.inVain <= work)
    }

    @Test(arguments: [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", "FREQ=YEARLY;INTERVAL=8000",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;BYHOUR=23;BYMINUTE=59;BYSECOND=59",
        "FREQ=MINUTELY;INTERVAL=1441;BYHOUR=5;BYMINUTE=5",
    ])
    func `is found`(rule: String) throws {
        let recurrence = try recurrence(rule, "19970106T083000")
        #expect(!recurrence.neverOccurs)
        var instances = recurrence.instances()
        #expect(instances.next() != nil)
        #expect(instances.inVain < 2_000)
    }

    @Test func `is given up where the search takes too long`() throws {
        // It comes once in 86,401 days.
        let rule = "FREQ=SECONDLY;INTERVAL=86401;BYHOUR=5;BYMINUTE=5;BYSECOND=5"
        var rare = try recurrence(rule, "19970106T050504").instances()
        #expect(rare.next()?.description == "1997-01-07T05:05:05")
        #expect(rare.next()?.description == "2233-07-30T05:05:05")
        #expect(rare.next() == nil)
        #expect(rare.ending == .tooRare)
        #expect(rare.inVain == 100_001)
    }

    @Test func `is not counted for ever`() throws {
        let rule = try recurrence("FREQ=SECONDLY;COUNT=999999999", "19970106T083000")
        var late = try rule.instances(from: wall("1998-01-01T00:00"))
        #expect(late.next() == nil)
        #expect(late.ending == .tooRare)
        #expect(late.inVain == 100_001)
    }

    @Test(arguments: [
        "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=7", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY",
    ])
    func `costs nothing to leap to`(rule: String) throws {
        let recurrence = try recurrence(rule, "19970106T083000")
        var late = try recurrence.instances(from: wall("9999-01-01T00:00"))
        #expect(late.next()?.date.year == 9_999)
        #expect(late.inVain <= 1)
    }

    @Test func `ends with the year 9999`() throws {
        let found = try recurrence("FREQ=YEARLY", "99980106T083000").instances()
        #expect(found.map(\.date.year) == [9_998, 9_999])
    }

    @Test func `holds every second of a year without a list of them`() throws {
        func all(_ numbers: Range<Int>) -> String { numbers.map(String.init).joined(separator: ",") }
        let rule = "FREQ=YEARLY;BYMONTHDAY=\(all(1..<32));BYHOUR=\(all(0..<24));BYMINUTE=\(all(0..<60));"
        let seconds = try recurrence(rule + "BYSECOND=\(all(0..<60));COUNT=31536000", "19970101T000000")
        var last = try seconds.instances(from: wall("1997-12-31T23:59:59"))
        #expect(last.next()?.description == "1997-12-31T23:59:59")
        #expect(last.next() == nil)
        #expect(last.ending == .over)
    }
}
