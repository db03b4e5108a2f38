import Foundation

/// An address that a connection goes to: 4 bytes (IPv4) or 16 (IPv6), in network order.
package struct PeerAddress: Sendable, Hashable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Every address of a name, as this machine would resolve it now; empty when it has none, or nobody knows.
    package static func resolve(_ name: String) async -> [PeerAddress] {
        await withCheckedContinuation { continuation in
            // The resolver blocks, for seconds at times: not on the cooperative pool.
            DispatchQueue.global().async { continuation.resume(returning: lookUp(name)) }
        }
    }

    private static func lookUp(_ name: String) -> [PeerAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [PeerAddress] = []
        var entry = list
        while let next = entry {
            if let address = PeerAddress(next.pointee.ai_addr) { found.append(address) }
            entry = next.pointee.ai_next
        }
        return found
    }

    private init?(_ address: UnsafeMutablePointer<sockaddr>?) {
        guard let address else { return nil }
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin_addr, Array.init)
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin6_addr, Array.init)
            }
        default: return nil
        }
    }
}
