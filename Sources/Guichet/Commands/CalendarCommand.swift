import ArgumentParser
import Foundation
import Scheduler

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Rules of the calendar.", subcommands: [Expand.self])

    struct Expand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The times that a recurrence rule (RFC 5545) makes from a start.",
            discussion: """
                A time is 19980101T090000, 1998-01-01T09:00:00 or, in UTC, 19980101T090000Z; a date is its midnight. \
                With --stdin, each line of standard input is a JSON object named like these options, and each line \
                of the answer is for one of them.
                """)

        @OptionGroup var output: OutputOptions

        @Option(help: "Such as FREQ=MONTHLY;BYDAY=-1FR.")
        var rule: String?

        @Option(help: "Where the rule begins; an instance only if the rule yields it.")
        var start: String?

        @Option(help: "Instances to leave out, with commas between them; a date leaves out its day.")
        var exdate: String?

        @Option(help: "A zone such as Europe/Brussels; then times come with their offset.")
        var zone: String?

        @Option(help: "Leave out what comes before.")
        var from: String?

        @Option(help: "How many instances at most.")
        var limit = RecurrenceQuestion.usualLimit

        @Flag(help: "Answer many questions from standard input.")
        var stdin = false

        func run() async throws {
            if stdin { return try answerLines() }
            guard let rule, let start else { throw ValidationError("Give --rule and --start, or --stdin.") }
            let question = RecurrenceQuestion(
                rule: rule, start: start, exdate: exdate, zone: zone, from: from, limit: limit)
            let answer: RecurrenceQuestion.Answer
            do {
                answer = try question.answer()
            } catch let refusal as RecurrenceQuestion.Refusal {
                throw CommandFailure("\(refusal.part): \(refusal.what)\n    → \(refusal.mend)")
            }
            try output.print(answer) { (answer.instances + ["(\(answer.end))"]).joined(separator: "\n") }
        }

        private func answerLines() throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            while let line = readLine() {
                let question = try JSONDecoder().decode(RecurrenceQuestion.self, from: Data(line.utf8))
                let reply: Data
                do {
                    let answer = try question.answer()
                    reply = try encoder.encode(answer)
                } catch let refusal as RecurrenceQuestion.Refusal {
                    reply = try encoder.encode(["error": refusal])
                }
                FileHandle.standardOutput.write(reply + [UInt8(ascii: "\n")])
            }
        }
    }
}

/// What one expansion asks, in the words of the command's options.
private struct RecurrenceQuestion: Decodable {
    static let usualLimit = 1_000

    let rule, start: String
    let exdate, zone, from: String?
    let limit: Int?

    struct Answer: Encodable {
        let instances: [String]
        /// limit, over, never (no instance at all), or tooRare: the search gave up.
        let end: String
    }

    struct Refusal: Error, Encodable {
        let part, what, mend: String
    }

    func answer() throws -> Answer {
        let limit = limit ?? Self.usualLimit
        if limit < 1 { throw Refusal(part: "limit", what: "\(limit) is too few", mend: "write 1 or more") }
        let recurrence = try recurrence()
        let from = try from.map { try Self.time($0, of: "from").wall(in: recurrence.zone) }
        var instances = recurrence.instances(from: from)
        var walls: [LocalDateTime] = []
        while walls.count < limit, let wall = instances.next() { walls.append(wall) }
        return Answer(
            instances: walls.map { Self.text($0, in: recurrence.zone) },
            end: instances.ending?.rawValue ?? "limit")
    }

    private func recurrence() throws -> Recurrence {
        let zone = try zone.map(Self.zone)
        let exceptions = try (exdate ?? "").split(separator: ",").map {
            try Self.time(String($0), of: "exdate")
        }
        return Recurrence(
            try Self.rule(rule), start: try Self.time(start, of: "start").wall(in: zone),
            exceptions: exceptions, zone: zone)
    }

    private static func rule(_ text: String) throws -> RecurrenceRule {
        do {
            return try RecurrenceRule(text)
        } catch {
            throw Refusal(part: error.part, what: error.what, mend: error.mend)
        }
    }

    private static func zone(_ name: String) throws -> Zone {
        guard let zone = try? Zone(name) else {
            throw Refusal(
                part: "zone", what: "'\(name)' is no time zone", mend: "write a name like Europe/Brussels")
        }
        return zone
    }

    private static func time(_ text: String, of part: String) throws -> CalendarTime {
        guard let time = CalendarTime(text) else {
            throw Refusal(part: part, what: "'\(text)' is no time", mend: "write it like 19980101T090000")
        }
        return time
    }

    private static func text(_ wall: LocalDateTime, in zone: Zone?) -> String {
        guard let zone else { return wall.description }
        let seconds = zone.offset(at: zone.instant(of: wall))
        let clock = LocalTime(secondOfDay: abs(seconds))?.description ?? ""
        return "\(wall)\(seconds < 0 ? "-" : "+")\(clock)"
    }
}
