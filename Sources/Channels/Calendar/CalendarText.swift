import Scheduler

/// How RFC 5545 writes texts, times and lines.
enum CalendarText {
    /// §3.3.11.
    static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case ";": out += "\\;"
            case ",": out += "\\,"
            case "\n": out += "\\n"
            case "\r": break
            default: if isShown(scalar) { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    /// A parameter's value in quotes, which can hold no quote itself (§3.2).
    static func quoted(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { isShown($0) && $0 != "\"" }
        return "\"\(String(String.UnicodeScalarView(kept)))\""
    }

    /// `SUMMARY;LANGUAGE=fr:…`
    static func property(_ name: String, _ text: String, language: String?) -> String {
        let parameter = language.map { ";LANGUAGE=\($0.filter { $0.isASCII && ($0.isLetter || $0 == "-") })" }
        return "\(name)\(parameter ?? ""):\(escape(text))"
    }

    /// Lines of at most 75 bytes, cut between characters.
    static func folded(_ line: String) -> String {
        var out = ""
        var used = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if used + size > 75 {
                out += "\r\n "
                used = 1
            }
            out.unicodeScalars.append(scalar)
            used += size
        }
        return out + "\r\n"
    }

    /// `DTSTART;TZID=Europe/Brussels:20261124T103000`; in UTC where the wall shows that time twice, because readers
    /// differ about which one is meant.
    static func time(_ name: String, _ instant: Instant, in zone: Zone) -> String {
        let wall = zone.wall(at: instant)
        return zone.occursTwice(wall)
            ? "\(name):\(utc(instant))" : "\(name);TZID=\(zone.name):\(local(wall))"
    }

    /// 20261124T103000
    static func local(_ wall: LocalDateTime) -> String {
        wall.description.filter { $0 != "-" && $0 != ":" }
    }

    static func utc(_ instant: Instant) -> String {
        local(LocalDateTime(seconds: Int(instant.milliseconds / 1_000))) + "Z"
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 32 && scalar.value != 127
    }
}
