package import Transfer

/// What an address is for. Only what is reachable from everywhere may be told of our events.
package enum AddressKind: String, Sendable, Equatable, CaseIterable {
    case everywhere, loopback, `private`
    case linkLocal = "link-local"
    case shared, multicast, metadata, reserved
}

extension PeerAddress {
    package var kind: AddressKind {
        switch bytes.count {
        case 4: Self.kind(v4: bytes)
        case 16: Self.kind(v6: bytes)
        default: .reserved
        }
    }

    /// RFC 6890 and what the registries added since; clouds serve their machines' secrets at the metadata addresses.
    private static func kind(v4 bytes: [UInt8]) -> AddressKind {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (169, 254, 169, 254), (169, 254, 170, 2), (100, 100, 100, 200), (192, 0, 0, 192),
            (168, 63, 129, 16):
            .metadata
        case (127, _, _, _): .loopback
        case (10, _, _, _), (172, 16...31, _, _), (192, 168, _, _): .private
        case (169, 254, _, _): .linkLocal
        case (100, 64...127, _, _): .shared
        case (224...239, _, _, _): .multicast
        case (0, _, _, _), (192, 0, 0, _), (192, 0, 2, _), (192, 88, 99, _), (198, 18...19, _, _),
            (198, 51, 100, _), (203, 0, 113, _), (240..., _, _, _):
            .reserved
        default: .everywhere
        }
    }

    private static func kind(v6 bytes: [UInt8]) -> AddressKind {
        let zeros = bytes.prefix { $0 == 0 }.count
        if zeros == 16 { return .reserved }
        if zeros == 15, bytes[15] == 1 { return .loopback }
        // IPv4 in other clothes: mapped (RFC 4291), translated (RFC 2765), by NAT64 (RFC 6052).
        let last = Array(bytes.suffix(4))
        if zeros == 10, bytes[10...11] == [0xff, 0xff] { return kind(v4: last) }
        if zeros == 8, bytes[8...11] == [0xff, 0xff, 0, 0] { return kind(v4: last) }
        if bytes.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return kind(v4: last) }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0xfd, 0, 0x0e, 0xc2): return .metadata
        case (0xfc...0xfd, _, _, _), (0xfe, 0xc0..., _, _): return .private
        case (0xfe, 0x80...0xbf, _, _): return .linkLocal
        case (0xff, _, _, _): return .multicast
        // Teredo and its neighbours, examples, 6to4: tunnels whose other end nobody knows.
        case (0x20, 0x01, 0...1, _), (0x20, 0x01, 0x0d, 0xb8), (0x20, 0x02, _, _), (0x3f, 0xff, 0...0x0f, _):
            return .reserved
        case (0x20...0x3f, _, _, _): return .everywhere
        default: return .reserved
        }
    }
}

extension PeerAddress {
    /// `93.184.216.34`, nothing else.
    init?(dotted text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> UInt8? in
            part.utf8.allSatisfy(\.isDigit) && (part == "0" || part.first != "0") ? UInt8(part) : nil
        }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        self.init(bytes: numbers)
    }

    /// An IPv4 address as browsers and libc read it: one to four numbers, each decimal, octal or hexadecimal, the last
    /// of which fills what is left. Nil when it is no such thing, or too large.
    init?(loose text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.number)
        guard (1...4).contains(parts.count), numbers.count == parts.count, let last = numbers.last,
            numbers.dropLast().allSatisfy({ $0 < 256 })
        else { return nil }
        let rest = 5 - parts.count
        guard last < 1 << (8 * UInt64(rest)) else { return nil }
        let tail = (0..<rest).map { UInt8(truncatingIfNeeded: last >> (8 * UInt64(rest - 1 - $0))) }
        self.init(bytes: numbers.dropLast().map { UInt8($0) } + tail)
    }

    /// RFC 4291 §2.2, with an IPv4 address at the end if need be; no zone.
    init?(colons text: String) {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard text.utf8.count <= 45, (1...2).contains(halves.count) else { return nil }
        guard let front = Self.groups(halves[0], mayEndDotted: halves.count == 1),
            let back = Self.groups(halves.count == 2 ? halves[1] : "", mayEndDotted: true)
        else { return nil }
        let missing = 16 - front.count - back.count
        guard halves.count == 2 ? missing >= 2 : missing == 0 else { return nil }
        self.init(bytes: front + [UInt8](repeating: 0, count: missing) + back)
    }

    private static func groups(_ text: Substring, mayEndDotted: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndDotted, index == parts.count - 1, let address = PeerAddress(dotted: String(part)) {
                bytes += address.bytes
            } else if (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexDigit),
                let group = UInt16(part, radix: 16)
            {
                bytes += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
            } else {
                return nil
            }
        }
        return bytes
    }

    private static func number(_ part: Substring) -> UInt64? {
        let digits = part.lowercased()
        guard !digits.isEmpty, digits.utf8.count <= 24,
            digits.utf8.allSatisfy({ $0.isHexDigit || $0 == 0x78 })
        else { return nil }
        if digits == "0x" { return 0 }
        if digits.hasPrefix("0x") { return UInt64(digits.dropFirst(2), radix: 16) }
        if digits.count > 1, digits.hasPrefix("0") { return UInt64(digits.dropFirst(), radix: 8) }
        return UInt64(digits)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isHexDigit: Bool {
        isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }
}
