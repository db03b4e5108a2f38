import Foundation
import Synchronization

/// The client processes: killed at random instants, and started again until each has done its part.
final class Fleet {
    private let folder: String
    private let lanes: Int
    /// Between two kills, on the average; nil: none.
    private let pause: Duration?
    private var dice: Dice
    private var processes: [Process]
    private var lives: [Int]
    private(set) var kills = 0

    init(folder: String, clients: Int, lanes: Int, pause: Duration?, dice: Dice) throws {
        (self.folder, self.lanes, self.pause, self.dice) = (folder, lanes, pause, dice)
        (processes, lives) = ([], [Int](repeating: 0, count: clients))
        for number in 0..<clients { processes.append(try start(number)) }
    }

    deinit {
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Returns when every client has ended by itself.
    func run() async throws {
        var done: Set<Int> = []
        var next = ContinuousClock.now + interval()
        while done.count < processes.count {
            try await Task.sleep(for: .milliseconds(20))
            for (number, process) in processes.enumerated() where !done.contains(number) && !process.isRunning
            {
                switch (process.terminationReason, process.terminationStatus) {
                case (.exit, 0): done.insert(number)
                case (.uncaughtSignal, SIGKILL):
                    lives[number] += 1
                    processes[number] = try start(number)
                case (_, let status):
                    throw RaceFailure("client \(number) ended with \(status): \(errors(number))")
                }
            }
            guard pause != nil, ContinuousClock.now >= next else { continue }
            next = .now + interval()
            let alive = processes.filter(\.isRunning)
            guard !alive.isEmpty else { continue }
            kill(dice.pick(alive).processIdentifier, SIGKILL)
            kills += 1
        }
    }

    private func interval() -> Duration {
        // Exponential: an instant as likely as any other.
        (pause ?? .zero) * -log(Double.random(in: 0.001..<1, using: &dice))
    }

    private func start(_ number: Int) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "client", "--folder", folder, "--number", "\(number)", "--life", "\(lives[number])", "--lanes",
            "\(lanes)",
        ]
        let path = errorPath(number)
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: path)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func errorPath(_ number: Int) -> String { "\(folder)/client-\(number).errors" }

    private func errors(_ number: Int) -> String {
        (try? String(contentsOfFile: errorPath(number), encoding: .utf8)) ?? ""
    }
}
