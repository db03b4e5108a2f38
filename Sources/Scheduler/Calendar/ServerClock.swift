import Foundation

/// Where "now" comes from. Rules take an `Instant`; only doors ask this clock, and tests hand in their own.
package struct ServerClock: Sendable {
    private let read: @Sendable () -> Instant

    package init(_ read: @escaping @Sendable () -> Instant) {
        self.read = read
    }

    package var now: Instant { read() }

    package static let system = ServerClock {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    package static func fixed(_ instant: Instant) -> ServerClock {
        ServerClock { instant }
    }
}
