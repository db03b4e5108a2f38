import Foundation
import Synchronization

/// A time zone as the system's zoneinfo tells it: the one truth about wall clocks here, whatever ICU believes.
package struct Zone: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    private let file: ZoneFile

    /// An IANA name such as `Europe/Brussels`.
    package init(_ name: String) throws(ZoneFailure) {
        self.name = name
        file = try Self.file(named: name)
    }

    /// Seconds east of Greenwich at an instant.
    package func offset(at instant: Instant) -> Int {
        file.offset(at: instant.wholeSeconds)
    }

    package func wall(at instant: Instant) -> LocalDateTime {
        let seconds = instant.wholeSeconds
        return LocalDateTime(seconds: seconds + file.offset(at: seconds))
    }

    /// The instant of a wall time. One that occurs twice means its first occurrence; one that doesn't exist
    /// moves forward by the gap (RFC 5545 §3.3.5).
    package func instant(of wall: LocalDateTime) -> Instant {
        let (before, after) = candidates(wall.seconds)
        switch (before.exists, after.exists) {
        case (true, true): return Instant(seconds: min(before.second, after.second))
        case (false, true): return Instant(seconds: after.second)
        default: return Instant(seconds: before.second)
        }
    }

    /// Whether the wall shows this time twice, because the clock is set back over it.
    package func occursTwice(_ wall: LocalDateTime) -> Bool {
        let (before, after) = candidates(wall.seconds)
        return before.exists && after.exists && before.second != after.second
    }

    /// The first instant whose local date isn't before `date`: 01:00 in Cairo on the day its summer begins.
    package func start(of date: LocalDate) -> Instant {
        let (before, after) = candidates(date.ordinal * 86_400)
        switch (before.exists, after.exists) {
        case (true, true): return Instant(seconds: min(before.second, after.second))
        case (true, false): return Instant(seconds: before.second)
        case (false, true): return Instant(seconds: after.second)
        case (false, false): return Instant(seconds: change(after: after.second, upTo: before.second))
        }
    }

    /// Cells of five minutes in a local day: 288, or 276 and 300 where the clock changes, 0 on a day that was skipped.
    package func cells(in date: LocalDate) -> Int {
        let length = start(of: date + 1).wholeSeconds - start(of: date).wholeSeconds
        return (length + Cell.seconds - 1) / Cell.seconds
    }

    package var description: String { name }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// What the wall time would be as an instant by the offset of the day before and by that of the day after.
    private func candidates(_ wall: Int) -> (before: Candidate, after: Candidate) {
        func candidate(_ offset: Int) -> Candidate {
            Candidate(second: wall - offset, exists: file.offset(at: wall - offset) == offset)
        }
        return (candidate(file.offset(at: wall - 86_400)), candidate(file.offset(at: wall + 86_400)))
    }

    private struct Candidate {
        let second: Int
        let exists: Bool
    }

    /// The second at which the offset changes between two instants of which only the later one has the new offset.
    private func change(after lower: Int, upTo upper: Int) -> Int {
        let old = file.offset(at: lower)
        var (low, high) = (lower, upper)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if file.offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }
}

package enum ZoneFailure: Error, Equatable {
    case unknown(String)
    case malformed(String)
}

extension Zone {
    /// The release of the time zone data, such as `2026f`; recorded so that a new one recomputes instants.
    package static var dataVersion: String? {
        if let text = try? String(contentsOfFile: "\(directory)/+VERSION", encoding: .utf8) {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let handle = FileHandle(forReadingAtPath: "\(directory)/tzdata.zi") else { return nil }
        defer { try? handle.close() }
        guard let head = try? handle.read(upToCount: 64), let text = String(data: head, encoding: .utf8),
            let line = text.split(separator: "\n").first, line.hasPrefix("# version ")
        else { return nil }
        return String(line.dropFirst("# version ".count))
    }

    private static let directory = "/usr/share/zoneinfo"
    private static let files = Mutex<[String: ZoneFile]>([:])

    private static func file(named name: String) throws(ZoneFailure) -> ZoneFile {
        if let known = files.withLock({ $0[name] }) { return known }
        guard isName(name), let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
            throw .unknown(name)
        }
        guard let file = ZoneFile([UInt8](data)) else { throw .malformed(name) }
        files.withLock { $0[name] = file }
        return file
    }

    /// No name may lead out of the directory, nor into `right/`, whose seconds count leap seconds.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return (1...3).contains(parts.count) && !["right", "posix"].contains(parts[0])
            && parts.allSatisfy { part in
                part.first?.isUppercase == true
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                            UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }
}

extension Instant {
    package init(seconds: Int) {
        self.init(milliseconds: Int64(seconds) * 1_000)
    }

    /// Rounded down, before 1970 too.
    var wholeSeconds: Int {
        Int(milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000)
    }
}
