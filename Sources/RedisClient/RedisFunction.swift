/// A function that runs on the server, in one step. Its name there ends in a hash of its text, so that old and new
/// processes call their own version side by side.
package struct RedisFunction: Sendable {
    /// The name on the server, and that of the library which holds it.
    package let name: String
    let library: String

    /// Lua whose last statement is `return function(keys, args) … end`.
    package init(name: String, source: [UInt8]) {
        self.init(name: name, sources: [source])
    }

    /// The texts are joined in order: shared local functions first, the one with the `return` last.
    package init(name: String, sources: [[UInt8]]) {
        let body = sources.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        self.name = "\(name)_\(Self.hash(body))"
        library = """
            #!lua name=\(self.name)
            local main = (function()
            \(body)
            end)()
            redis.register_function('\(self.name)', main)
            """
    }

    func call(keys: [String], arguments: [RedisArgument]) -> [RedisArgument] {
        ["FCALL", .text(name), .init(keys.count)] + keys.map { .text($0) } + arguments
    }

    var load: [RedisArgument] {
        ["FUNCTION", "LOAD", .text(library)]
    }

    /// FNV-1a, 64 bits: it tells versions of our own text apart, nobody attacks it.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
