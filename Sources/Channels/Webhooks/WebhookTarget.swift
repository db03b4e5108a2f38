internal import Scheduler
package import Transfer

/// Where an endpoint listens, read strictly: what we check is what libcurl gets.
package struct WebhookTarget: Sendable, Equatable {
    package let isSecure: Bool
    /// Lower-case ASCII without a dot at the end, or an IPv6 address in brackets.
    package let host: String
    package let port: Int
    /// Path and query, from the slash on.
    package let rest: String
    /// Set when the host is an address and not a name.
    package let address: PeerAddress?

    /// Written out anew from its parts.
    package var url: String {
        let standard = isSecure ? 443 : 80
        return "\(isSecure ? "https" : "http")://\(host)\(port == standard ? "" : ":\(port)")\(rest)"
    }

    /// Why we don't send there. Each has its sentence in locales/ under `webhooks.target.<code>`.
    package enum Refusal: Error, Sendable, Equatable {
        case notAURL, tooLong, scheme, userInfo, fragment, host, spelling, localName, port
        case address(AddressKind)

        package var code: String {
            switch self {
            case .notAURL: "not_a_url"
            case .tooLong: "too_long"
            case .scheme: "scheme"
            case .userInfo: "user_info"
            case .fragment: "fragment"
            case .host: "host"
            case .spelling: "spelling"
            case .localName: "local_name"
            case .port: "port"
            case .address: "address"
            }
        }
    }

    static let longest = 2_048

    package init(_ text: String) throws(Refusal) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest else { throw .tooLong }
        // Backslashes, white space and letters beyond ASCII are where two readers of one address differ.
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) && !#"\"<>^`{|}"#.utf8.contains($0) }) else {
            throw .notAURL
        }
        guard let mark = text.firstRange(of: "://") else { throw .notAURL }
        switch text[..<mark.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .scheme
        }
        guard !text.contains("#") else { throw .fragment }
        let behind = text[mark.upperBound...]
        let authority = behind.prefix { $0 != "/" && $0 != "?" }
        let path = String(behind.dropFirst(authority.count))
        rest = path.hasPrefix("/") ? path : "/" + path
        guard !authority.contains("@") else { throw .userInfo }
        let (name, number) = try Self.split(authority)
        port = number ?? (isSecure ? 443 : 80)
        (host, address) = try Self.host(name)
    }

    private static func split(_ authority: Substring) throws(Refusal) -> (Substring, Int?) {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let colon = authority[(end ?? authority.startIndex)...].firstIndex(of: ":")
        guard let colon else { return (authority, nil) }
        let digits = authority[authority.index(after: colon)...]
        guard (1...5).contains(digits.count), digits.allSatisfy({ "0"..."9" ~= $0 }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw .port }
        return (authority[..<colon], port)
    }

    private static func host(_ name: Substring) throws(Refusal) -> (String, PeerAddress?) {
        if name.hasPrefix("[") {
            guard name.hasSuffix("]"), let address = PeerAddress(colons: String(name.dropFirst().dropLast()))
            else { throw .host }
            return (name.lowercased(), address)
        }
        let host = (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
        if let address = PeerAddress(dotted: host) { return (host, address) }
        // Octal, hexadecimal or short: nobody writes so without a reason.
        if PeerAddress(loose: host) != nil { throw .spelling }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, labels.allSatisfy(isLabel) else { throw .host }
        // A last label of digits is meant as an address by every reader; this one is none.
        guard let last = labels.last, !last.allSatisfy(\.isNumber) else { throw .spelling }
        guard labels.count > 1, !isLocal(labels) else { throw .localName }
        return (host, nil)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d || byte == 0x5f
            }
    }

    /// Names that lead into somebody's own network, and services whose names spell any address.
    private static func isLocal(_ labels: [Substring]) -> Bool {
        let ends: Set<String> = [
            "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan",
            "arpa", "onion", "invalid", "test", "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me",
        ]
        return (1...2).contains { ends.contains(labels.suffix($0).joined(separator: ".")) }
    }
}
