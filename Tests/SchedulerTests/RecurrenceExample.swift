import Testing

/// An example of RFC 5545 §3.8.5.3; times are New York's, at nine where none is given.
struct RecurrenceExample: Sendable, CustomTestStringConvertible {
    let rule: String
    let start: String
    let instances: [String]
    let goesOn: Bool

    var testDescription: String { rule }

    /// `days`: years, and months with their days: `1997 9:2-4,30 10:2`.
    private init(_ rule: String, from start: String, days: String, goesOn: Bool = false) {
        self.init(rule, from: start, times: Self.dates(days).map { "\($0)T09:00:00" }, goesOn: goesOn)
    }

    private init(_ rule: String, from start: String, times: [String], goesOn: Bool = false) {
        self.rule = rule
        self.start = start
        self.instances = times
        self.goesOn = goesOn
    }

    private static func dates(_ text: String) -> [String] {
        var year: Substring = ""
        var dates: [String] = []
        for word in text.split(separator: " ") {
            let sides = word.split(separator: ":")
            guard sides.count == 2 else {
                year = word
                continue
            }
            for range in sides[1].split(separator: ",") {
                let ends = range.split(separator: "-").compactMap { Int($0) }
                dates += (ends[0]...ends[ends.count - 1]).map { "\(year)-\(two(sides[0]))-\(two("\($0)"))" }
            }
        }
        return dates
    }

    private static func two(_ digits: some StringProtocol) -> String {
        digits.count == 1 ? "0\(digits)" : "\(digits)"
    }
}

extension RecurrenceExample {
    static let all: [Self] = daily + weekly + monthly + yearly + shorter

    private static let daily = [
        Self("FREQ=DAILY;COUNT=10", from: "19970902", days: "1997 9:2-11"),
        Self(
            "FREQ=DAILY;UNTIL=19971224T000000Z", from: "19970902", days: "1997 9:2-30 10:1-31 11:1-30 12:1-23"
        ),
        Self(
            "FREQ=DAILY;INTERVAL=2", from: "19970902",
            days:
                "1997 9:2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 10:2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 11:1,3",
            goesOn: true),
        Self("FREQ=DAILY;INTERVAL=10;COUNT=5", from: "19970902", days: "1997 9:2,12,22 10:2,12"),
        Self(
            "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", from: "19980101",
            days: "1998 1:1-31 1999 1:1-31 2000 1:1-31"),
        Self(
            "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", from: "19980101",
            days: "1998 1:1-31 1999 1:1-31 2000 1:1-31"),
    ]

    private static let weekly = [
        Self("FREQ=WEEKLY;COUNT=10", from: "19970902", days: "1997 9:2,9,16,23,30 10:7,14,21,28 11:4"),
        Self(
            "FREQ=WEEKLY;UNTIL=19971224T000000Z", from: "19970902",
            days: "1997 9:2,9,16,23,30 10:7,14,21,28 11:4,11,18,25 12:2,9,16,23"),
        Self(
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU", from: "19970902",
            days: "1997 9:2,16,30 10:14,28 11:11,25 12:9,23 1998 1:6,20 2:3,17", goesOn: true),
        Self(
            "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", from: "19970902",
            days: "1997 9:2,4,9,11,16,18,23,25,30 10:2"),
        Self(
            "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", from: "19970902",
            days: "1997 9:2,4,9,11,16,18,23,25,30 10:2"),
        Self(
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", from: "19970901",
            days: "1997 9:1,3,5,15,17,19,29 10:1,3,13,15,17,27,29,31 11:10,12,14,24,26,28 12:8,10,12,22"),
        Self(
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", from: "19970902",
            days: "1997 9:2,4,16,18,30 10:2,14,16"),
        Self(
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", from: "19970805", days: "1997 8:5,10,19,24"),
        Self(
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", from: "19970805", days: "1997 8:5,17,19,31"),
    ]

    private static let monthly = [
        Self(
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", from: "19970905",
            days: "1997 9:5 10:3 11:7 12:5 1998 1:2 2:6 3:6 4:3 5:1 6:5"),
        Self(
            "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", from: "19970905", days: "1997 9:5 10:3 11:7 12:5"
        ),
        Self(
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", from: "19970907",
            days: "1997 9:7,28 11:2,30 1998 1:4,25 3:1,29 5:3,31"),
        Self(
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", from: "19970922",
            days: "1997 9:22 10:20 11:17 12:22 1998 1:19 2:16"),
        Self(
            "FREQ=MONTHLY;BYMONTHDAY=-3", from: "19970928",
            days: "1997 9:28 10:29 11:28 12:29 1998 1:29 2:26",
            goesOn: true),
        Self(
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", from: "19970902",
            days: "1997 9:2,15 10:2,15 11:2,15 12:2,15 1998 1:2,15"),
        Self(
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", from: "19970930",
            days: "1997 9:30 10:1,31 11:1,30 12:1,31 1998 1:1,31 2:1"),
        Self(
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", from: "19970910",
            days: "1997 9:10-15 1999 3:10-13"),
        Self(
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", from: "19970902",
            days: "1997 9:2,9,16,23,30 11:4,11,18,25 1998 1:6,13,20,27 3:3,10,17,24,31", goesOn: true),
        Self(
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", from: "19970902",
            days: "1998 2:13 3:13 11:13 1999 8:13 2000 10:13",
            goesOn: true),
        Self(
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", from: "19970913",
            days: "1997 9:13 10:11 11:8 12:13 1998 1:10 2:7 3:7 4:11 5:9 6:13", goesOn: true),
        Self("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", from: "19970904", days: "1997 9:4 10:7 11:6"),
        Self(
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", from: "19970929",
            days: "1997 9:29 10:30 11:27 12:30 1998 1:29 2:26 3:30", goesOn: true),
        Self("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", from: "20070115", days: "2007 1:15,30 2:15 3:15,30"),
    ]

    private static let yearly = [
        Self(
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", from: "19970610",
            days: "1997 6:10 7:10 1998 6:10 7:10 1999 6:10 7:10 2000 6:10 7:10 2001 6:10 7:10"),
        Self(
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", from: "19970310",
            days: "1997 3:10 1999 1:10 2:10 3:10 2001 1:10 2:10 3:10 2003 1:10 2:10 3:10"),
        Self(
            "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", from: "19970101",
            days: "1997 1:1 4:10 7:19 2000 1:1 4:9 7:18 2003 1:1 4:10 7:19 2006 1:1"),
        Self("FREQ=YEARLY;BYDAY=20MO", from: "19970519", days: "1997 5:19 1998 5:18 1999 5:17", goesOn: true),
        Self(
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", from: "19970512", days: "1997 5:12 1998 5:11 1999 5:17",
            goesOn: true),
        Self(
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", from: "19970313",
            days: "1997 3:13,20,27 1998 3:5,12,19,26 1999 3:4,11,18,25", goesOn: true),
        Self(
            "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", from: "19970605",
            days:
                "1997 6:5,12,19,26 7:3,10,17,24,31 8:7,14,21,28 1998 6:4,11,18,25 7:2,9,16,23,30 8:6,13,20,27 "
                + "1999 6:3,10,17,24 7:1,8,15,22,29 8:5,12,19,26", goesOn: true),
        Self(
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", from: "19961105",
            days: "1996 11:5 2000 11:7 2004 11:2", goesOn: true),
    ]

    private static let shorter = [
        // The RFC lists 15:00 too, but 17:00 in UTC is 13:00 in New York (erratum 3883).
        Self(
            "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", from: "19970902",
            times: on("02", ["09:00", "12:00"])),
        Self(
            "FREQ=MINUTELY;INTERVAL=15;COUNT=6", from: "19970902",
            times: on("02", ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"])),
        Self(
            "FREQ=MINUTELY;INTERVAL=90;COUNT=4", from: "19970902",
            times: on("02", ["09:00", "10:30", "12:00", "13:30"])),
        Self(
            "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", from: "19970902",
            times: on("02", allTwenties) + on("03", allTwenties), goesOn: true),
        Self(
            "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", from: "19970902",
            times: on("02", allTwenties) + on("03", allTwenties), goesOn: true),
    ]

    private static let allTwenties = (9...16).flatMap { hour in
        ["00", "20", "40"].map { "\(two("\(hour)")):\($0)" }
    }

    private static func on(_ day: String, _ times: [String]) -> [String] {
        times.map { "1997-09-\(day)T\($0):00" }
    }
}
