/// The owner of a catalogue, of its posts, and of one Redis hash tag: every key of a ministry lives in one slot.
package enum Ministry {
    /// Lower-case ASCII letters, digits and hyphens, 1 to 32 of them: it stands in key names, addresses and paths.
    package struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
        package let value: String

        package init?(_ value: String) {
            guard (1...32).contains(value.utf8.count), value.utf8.allSatisfy(Self.allows) else { return nil }
            self.value = value
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let id = Self(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ministry id")
            }
            self = id
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }

        package var description: String { value }

        private static func allows(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
