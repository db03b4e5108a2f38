import Foundation

/// Where a server is and how to be let in: `redis://[user:password@]host[:port][/db]` or
/// `unix:///path[?user=…&password=…&db=…]`.
package struct RedisAddress: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    let place: Place
    let user: String?
    let password: Secret?
    let database: Int

    package init(_ url: String) throws(Malformed) {
        guard let parts = URLComponents(string: url) else {
            throw Malformed(description: "not an address")
        }
        switch parts.scheme {
        case "redis": try self.init(tcp: parts)
        case "unix": try self.init(unix: parts)
        default:
            throw Malformed(description: "an address begins with redis:// or unix://")
        }
    }

    private init(tcp parts: URLComponents) throws(Malformed) {
        guard let host = parts.host, !host.isEmpty else {
            throw Malformed(description: "redis:// needs a host")
        }
        // An IPv6 host keeps its brackets in URLComponents; a resolver wants none.
        place = .tcp(host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? 6379)
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password.map(Secret.init)
        database = try Self.database(in: String(parts.path.drop(while: { $0 == "/" })))
    }

    private init(unix parts: URLComponents) throws(Malformed) {
        guard parts.host ?? "" == "", parts.path.count > 1 else {
            throw Malformed(description: "unix:// needs an absolute path: unix:///run/redis/redis.sock")
        }
        func item(_ name: String) -> String? {
            parts.queryItems?.first { $0.name == name }?.value
        }
        place = .unix(path: parts.path)
        user = item("user")
        password = item("password").map(Secret.init)
        database = try Self.database(in: item("db") ?? "")
    }

    private static func database(in text: String) throws(Malformed) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), number >= 0 else {
            throw Malformed(description: "a database is a number")
        }
        return number
    }
}

extension RedisAddress: CustomStringConvertible {
    /// Without user and password.
    package var description: String {
        switch place {
        case .tcp(let host, let port): "redis://\(host):\(port)/\(database)"
        case .unix(let path): "unix://\(path)"
        }
    }
}

extension RedisAddress {
    /// A password: no way of printing it shows it.
    struct Secret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        let value: String
        init(_ value: String) { self.value = value }
        var description: String { "redacted" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }
}
