/// One reply, as RESP2 knows them. An `error` only ever stands inside an array: at the top it is thrown as `refused`.
package enum RedisValue: Sendable, Equatable {
    case bytes([UInt8])
    case status(String)
    case integer(Int64)
    case null
    case array([RedisValue])
    case error(String)
}

extension RedisValue {
    /// A bulk or status reply read as UTF-8, an integer in digits; nil for anything else.
    package var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let integer): String(integer)
        case .null, .array, .error: nil
        }
    }

    /// An integer reply, or a bulk reply that holds one in digits.
    package var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .bytes, .status: text.flatMap { Int64($0) }
        case .null, .array, .error: nil
        }
    }

    package var int: Int? {
        integer.flatMap { Int(exactly: $0) }
    }

    package var bytes: [UInt8]? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    package var list: [RedisValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    package var isNull: Bool { self == .null }
}
