import ArgumentParser
import Foundation

/// Every command speaks plain words to people and, asked for `--json`, one JSON value to programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    /// Keys in alphabetical order, so that two runs compare.
    func print(_ value: some Encodable, plain: () -> String) throws {
        guard json else {
            Swift.print(plain())
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// What stops a command, in words for the person who typed it; errors go to standard error.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
