/// A request to another server. Redirects are not followed.
package struct HTTPRequest: Sendable {
    package enum Method: Sendable {
        case get
        case post([UInt8])
    }

    package var url: String
    package var method: Method
    package var headers: [(name: String, value: String)]
    package var connectTimeout: Duration
    package var timeout: Duration
    /// How much of an answer's body is read, and what a longer one means.
    package var maximumBytes: Int
    package var overflow: Overflow
    /// Asked about each address before a connection to it is opened; a name may lead to several.
    package var peers: PeerRule
    /// A request that must not be repeated goes over a connection of its own: libcurl repeats one by itself when a
    /// connection that it kept turns out to be dead.
    package var repetition: Repetition

    package enum Repetition: Sendable { case harmless, never }

    package enum Overflow: Sendable {
        case failure
        /// What was read counts; so does a status whose body never came to its end.
        case cut
    }

    package enum PeerRule: Sendable {
        case any
        case only(@Sendable (PeerAddress) -> Bool)
    }

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [],
        connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(20),
        maximumBytes: Int = 1 << 20, overflow: Overflow = .failure, peers: PeerRule = .any,
        repetition: Repetition = .harmless
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.maximumBytes = maximumBytes
        self.overflow = overflow
        self.peers = peers
        self.repetition = repetition
    }
}

package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first with this name, whatever its capitals.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
