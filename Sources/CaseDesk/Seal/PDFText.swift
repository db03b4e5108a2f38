import Scheduler

/// How values are written in a PDF file.
enum PDFText {
    /// A text string (ISO 32000-1, 7.9.2.2) as UTF-16 in hexadecimal: no character needs an escape.
    static func string(_ text: String) -> String {
        let units = text.utf16.map { hexadecimal(UInt8($0 >> 8)) + hexadecimal(UInt8($0 & 255)) }
        return "<FEFF\(units.joined())>"
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }

    /// `2026-11-21T09:30:00Z`; milliseconds are left out.
    static func timestamp(_ instant: Instant) -> String {
        let seconds = Int((instant.milliseconds - (instant.milliseconds % 1_000 + 1_000) % 1_000) / 1_000)
        let second = (seconds % 86_400 + 86_400) % 86_400
        let day = LocalDate(ordinal: (seconds - second) / 86_400)
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(day)T\(clock.joined(separator: ":"))Z"
    }

    /// `D:20261121093000Z`, in UTC (7.9.4).
    static func date(_ instant: Instant) -> String {
        "D:" + timestamp(instant).filter { $0.isNumber } + "Z"
    }

    /// Reads what `date` writes, and nothing else.
    static func instant(_ date: String) -> Instant? {
        guard date.hasPrefix("D:"), date.hasSuffix("Z") else { return nil }
        let digits = date.dropFirst(2).dropLast()
        guard digits.utf8.count == 14, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        func part(_ from: Int, _ length: Int) -> Substring { digits.dropFirst(from).prefix(length) }
        guard let day = LocalDate("\(part(0, 4))-\(part(4, 2))-\(part(6, 2))"),
            let time = LocalTime("\(part(8, 2)):\(part(10, 2)):\(part(12, 2))")
        else { return nil }
        return Instant(milliseconds: Int64(day.ordinal * 86_400 + time.secondOfDay) * 1_000)
    }
}
