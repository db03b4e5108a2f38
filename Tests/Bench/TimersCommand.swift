import ArgumentParser
import Foundation
import Scheduler
import ServiceLifecycle

/// Jobs that fall due over a span of time; a worker that writes down how late each came.
struct TimersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timers", subcommands: [FillCommand.self, WorkCommand.self])

    /// Puts in timers, evenly over the span.
    struct FillCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "fill")

        @OptionGroup var servers: Servers
        @Option(help: "Timers.") var count = 100_000
        @Option(help: "When the first is due, in milliseconds since 1970.") var from: Int64
        @Option(help: "Milliseconds over which they fall due.") var span: Int64 = 60_000

        func run() async throws {
            let jobs = try servers.jobs()
            for first in stride(from: 0, to: count, by: 5_000) {
                let timers = (first..<min(first + 5_000, count)).map { number in
                    NewJob(
                        kind: "bench", payload: "\(number)",
                        due: Instant(milliseconds: from + span * Int64(number) / Int64(count)))
                }
                try await jobs.enqueue(timers)
            }
            try tell(["due": try await jobs.stats().due])
        }
    }

    /// Writes a line per timer: its number and how many milliseconds after its time it came (negative: too early).
    struct WorkCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "work")

        @OptionGroup var servers: Servers
        @Option(help: "The file to which lines are added; what is written there survives the process.")
        var file: String
        @Option(help: "Jobs at once.") var limit = 64

        func run() async throws {
            let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
            guard descriptor >= 0 else { throw ValidationError("\(file) can't be written") }
            var settings = Worker.Settings()
            settings.limit = limit
            settings.lease = .seconds(5)
            let worker = Worker(
                jobs: try servers.jobs(),
                handlers: [
                    "bench": { job in
                        let late = Date().timeIntervalSince1970 * 1_000 - Double(job.due.milliseconds)
                        let line = Array("\(job.payload) \(late)\n".utf8)
                        guard write(descriptor, line, line.count) == line.count else {
                            throw JobFailure.permanent("not written")
                        }
                    }
                ], settings: settings, logger: Servers.logger)
            try await ServiceGroup(services: [worker], logger: Servers.logger).run()
        }
    }
}
