import Logging
import RedisClient
import TestServers

/// A client that closes its connection when it is let go of.
func redis(_ address: String, timeout: Duration = .seconds(60)) throws -> RedisClient {
    var logger = Logger(label: "test")
    logger.logLevel = .error
    return RedisClient(address: try RedisAddress(address), timeout: timeout, logger: logger)
}

/// Returns when `count` calls block on the server that `client` talks to.
func untilBlocked(_ count: Int = 1, on client: RedisClient) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        // Split by characters: a carriage return and its line feed are one.
        let info = try await client.send(["INFO", "clients"], repeat: .whenUnknown).text ?? ""
        if info.split(separator: "\r\n").contains("blocked_clients:\(count)") { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    let clients = try await client.send(["CLIENT", "LIST"]).text ?? ""
    throw RedisFailure.malformed("never \(count) blocked: \(clients)")
}

/// How a call failed, nil when it didn't.
func failure(of call: () async throws(RedisFailure) -> RedisValue) async -> RedisFailure? {
    do throws(RedisFailure) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}

extension RedisFailure {
    var sort: String {
        switch self {
        case .unreachable: "unreachable"
        case .unknown: "unknown"
        case .refused: "refused"
        case .malformed: "malformed"
        case .cancelled: "cancelled"
        }
    }
}
