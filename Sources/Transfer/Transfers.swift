import CCurl
import Foundation
import Synchronization

/// Sends requests and mail through libcurl over connections that are kept: requests many at once on one thread, each
/// mail on a thread of its own.
package final class Transfers: Sendable {
    private let loop: TransferLoop
    private let lanes: MailLanes

    package init(connectionsPerHost: Int = 16) {
        loop = TransferLoop(connectionsPerHost: connectionsPerHost)
        lanes = MailLanes(most: connectionsPerHost)
        loop.start()
    }

    deinit {
        loop.stop()
        lanes.stop()
    }

    package func send(_ request: HTTPRequest) async throws(TransferFailure) -> HTTPResponse {
        let lines = request.headers.map { "\($0.name): \($0.value)" }
        guard (lines + [request.url]).allSatisfy(isOneLine) else {
            throw .malformed("a line end or zero byte in an address or header")
        }
        let transfer = try await run(on: loop) { handle in
            handle.prepare(request, lines: lines)
        }
        return try transfer.httpResponse()
    }

    /// `message` is complete: headers, body, lines that end in CR LF. Dots are doubled here (by libcurl).
    @discardableResult
    package func send(
        mail message: [UInt8], _ envelope: MailEnvelope, through server: MailServer,
        timeout: Duration = .seconds(60)
    ) async throws(TransferFailure) -> MailReply {
        guard (envelope.recipients + [envelope.sender, server.host, server.name]).allSatisfy(isOneLine),
            !envelope.recipients.isEmpty
        else { throw .malformed("a line end in the envelope, or nobody to send to") }
        let lane = await lanes.take()
        do {
            let transfer = try await run(on: lane) { handle in
                handle.prepare(message, envelope, server, timeout: timeout)
            }
            let reply = try transfer.mailReply()
            lanes.giveBack(lane)
            return reply
        } catch {
            lanes.discard(lane)
            throw error
        }
    }

    private func run(
        on loop: TransferLoop, _ prepare: (TransferHandle) -> Void
    ) async throws(TransferFailure) -> TransferHandle {
        guard let handle = TransferHandle() else { throw .notSent("libcurl gives no handle") }
        prepare(handle)
        await withTaskCancellationHandler {
            await withCheckedContinuation { loop.submit(handle, $0) }
        } onCancel: {
            loop.cancel(handle)
        }
        return handle
    }
}

private func isOneLine(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 != 10 && $0 != 13 && $0 != 0 }
}

/// A thread that drives a multi handle of libcurl. Callers reach `requests` under its lock; the rest is the thread's.
final class TransferLoop: @unchecked Sendable {
    private struct Requests {
        var new: [(TransferHandle, CheckedContinuation<Void, Never>)] = []
        var cancelled: [TransferHandle] = []
        var stopping = false
    }

    private let multi: UnsafeMutableRawPointer?
    private let requests = Mutex(Requests())
    // Touched by the thread alone.
    private var running: [UnsafeMutableRawPointer: (TransferHandle, CheckedContinuation<Void, Never>)] = [:]

    private static let started: Void = curl_start()

    init(connectionsPerHost: Int) {
        _ = Self.started
        multi = curl_multi_init()
        curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
        curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsPerHost * 4)
    }

    func start() {
        // The thread keeps the loop alive until it is told to stop.
        Thread { self.run() }.start()
    }

    func stop() {
        requests.withLock { $0.stopping = true }
        curl_multi_wakeup(multi)
    }

    func submit(_ handle: TransferHandle, _ continuation: CheckedContinuation<Void, Never>) {
        requests.withLock { $0.new.append((handle, continuation)) }
        curl_multi_wakeup(multi)
    }

    func cancel(_ handle: TransferHandle) {
        requests.withLock { $0.cancelled.append(handle) }
        curl_multi_wakeup(multi)
    }

    private func run() {
        while true {
            let taken = requests.withLock { requests in
                defer { requests = Requests(stopping: requests.stopping) }
                return requests
            }
            taken.new.forEach(begin)
            for handle in taken.cancelled { end(handle, .cancelled) }
            if taken.stopping { break }
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            collect()
            curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        for (handle, _) in running.values { end(handle, .cancelled) }
        curl_multi_cleanup(multi)
    }

    private func begin(_ handle: TransferHandle, _ continuation: CheckedContinuation<Void, Never>) {
        running[handle.easy] = (handle, continuation)
        guard curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
            return end(handle, .failed(CURLE_FAILED_INIT))
        }
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let (handle, _) = running[easy]
            else { continue }
            let code = message.pointee.data.result
            end(handle, code == CURLE_OK ? .done : .failed(code))
        }
    }

    private func end(_ handle: TransferHandle, _ ending: TransferHandle.Ending) {
        guard let (_, continuation) = running.removeValue(forKey: handle.easy) else { return }
        handle.finish(ending)
        curl_multi_remove_handle(multi, handle.easy)
        continuation.resume()
    }
}
