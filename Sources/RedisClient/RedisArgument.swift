import NIOCore

/// One argument of a command, sent as a bulk string.
package enum RedisArgument: Sendable, Equatable {
    case text(String)
    case bytes([UInt8])
    case integer(Int64)

    package init(_ text: String) { self = .text(text) }
    package init(_ bytes: [UInt8]) { self = .bytes(bytes) }
    package init(_ integer: Int64) { self = .integer(integer) }
    package init(_ integer: Int) { self = .integer(Int64(integer)) }
}

extension RedisArgument: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension ByteBuffer {
    mutating func writeCommand(_ arguments: [RedisArgument]) {
        writeHeader("*", arguments.count)
        for argument in arguments {
            switch argument {
            case .text(let text): writeBulk(text)
            case .integer(let integer): writeBulk(String(integer))
            case .bytes(let bytes):
                writeHeader("$", bytes.count)
                writeBytes(bytes)
                writeStaticString("\r\n")
            }
        }
    }

    private mutating func writeBulk(_ text: String) {
        writeHeader("$", text.utf8.count)
        writeString(text)
        writeStaticString("\r\n")
    }

    private mutating func writeHeader(_ sign: StaticString, _ count: Int) {
        writeStaticString(sign)
        writeString(String(count))
        writeStaticString("\r\n")
    }
}
