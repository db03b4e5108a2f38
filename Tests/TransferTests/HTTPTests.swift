import Foundation
import TestServers
import Testing

@testable import Transfer

@Suite struct `An HTTP transfer` {
    let transfers = Transfers()

    private func request(_ peer: Peer, _ method: HTTPRequest.Method = .get) -> HTTPRequest {
        var request = HTTPRequest(method, "http://127.0.0.1:\(peer.port)/path?q=1")
        request.timeout = .milliseconds(400)
        return request
    }

    @Test func `carries headers and body there and back`() async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave("201 made")
        var request = request(peer, .post(Array("é=1".utf8)))
        request.headers = [("X-Word", "mot")]
        let response = try await transfers.send(request)
        #expect(response.status == 201)
        #expect(response.text == "made")
        #expect(response.header("x-peer") == "yes")
        let seen = try #require(
            try JSONSerialization.jsonObject(with: peer.received("json")[0]) as? [String: Any])
        #expect(seen["method"] as? String == "POST")
        #expect(seen["body"] as? String == "é=1")
        #expect((seen["headers"] as? [String: String])?["x-word"] == "mot")
    }

    @Test func `is known not to have been sent where nobody listens`() async throws {
        let port = try freePort()
        let failure = await #expect(throws: TransferFailure.self) {
            try await transfers.send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        }
        guard case .notSent = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
    }

    @Test(arguments: ["hang", "close"])
    func `is unknown when no answer comes`(mode: String) async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave(mode)
        let failure = await #expect(throws: TransferFailure.self) {
            try await transfers.send(request(peer, .post([1])))
        }
        guard case .unknown = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
        #expect(try peer.received("json").count == 1)
    }

    @Test func `ends with its task`() async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave("hang")
        var slow = request(peer)
        slow.timeout = .seconds(60)
        let request = slow
        let task = Task { try await transfers.send(request) }
        while try peer.received("json").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: TransferFailure.unknown("cancelled")) { try await task.value }
    }

    @Test func `follows no redirect and takes no flood`() async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave("redirect")
        #expect(try await transfers.send(request(peer)).status == 302)
        try peer.behave("large")
        await #expect(throws: TransferFailure.unknown("the answer is too long")) {
            try await transfers.send(request(peer))
        }
        #expect(try peer.received("json").count == 2)
    }

    @Test(arguments: ["X: a\r\nY: b", "a\nb", "a\u{0}b"])
    func `refuses a line end in a header`(value: String) async throws {
        var request = HTTPRequest(.get, "http://127.0.0.1:1/")
        request.headers = [("X-Word", value)]
        await #expect(throws: TransferFailure.self) { try await transfers.send(request) }
    }

    @Test func `runs beside two hundred others`() async throws {
        let peer = try await Peer("http_peer.py")
        var patient = request(peer)
        patient.timeout = .seconds(20)
        let request = patient
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await transfers.send(request).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 200, count: 200))
    }
}
