import NIOCore
import Synchronization

/// One open connection. Callers queue their calls; one drain per turn of the event loop writes all of them at once.
final class RedisWire: Sendable {
    private struct Queue {
        var calls: [RedisCall] = []
        var drainIsDue = false
        var isClosed = false
    }

    private let channel: any Channel
    private let handler: NIOLoopBound<ReplyHandler>
    private let queue = Mutex(Queue())

    init(channel: any Channel, handler: NIOLoopBound<ReplyHandler>) {
        self.channel = channel
        self.handler = handler
    }

    func send(_ arguments: [RedisArgument], deadline: NIODeadline) async throws(RedisFailure) -> RedisValue {
        let call = RedisCall(arguments, deadline: deadline)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                call.whenEnded { continuation.resume(returning: $0) }
                submit(call)
            }
        } onCancel: {
            call.end(.failure(.cancelled))
        }
        let value = try outcome.get()
        if case .error(let message) = value { throw .refused(message) }
        return value
    }

    func submit(_ call: RedisCall) {
        let drainNow = queue.withLock { queue -> Bool? in
            if queue.isClosed { return nil }
            queue.calls.append(call)
            defer { queue.drainIsDue = true }
            return !queue.drainIsDue
        }
        switch drainNow {
        case nil: call.end(.failure(.unreachable("the connection is closed")))
        case true?: channel.eventLoop.execute { self.drain() }
        case false?: break
        }
    }

    func close() {
        channel.close(promise: nil)
    }

    /// Calls that were never written are told so.
    func markClosed() {
        let calls = queue.withLock { queue in
            queue.isClosed = true
            defer { queue.calls = [] }
            return queue.calls
        }
        for call in calls { call.end(.failure(.unreachable("the connection is closed"))) }
    }

    private func drain() {
        let calls = queue.withLock { queue in
            queue.drainIsDue = false
            defer { queue.calls = [] }
            return queue.calls
        }
        // A call that was cancelled while it queued is never sent.
        let living = calls.filter { !$0.hasEnded }
        guard channel.isActive else {
            for call in living { call.end(.failure(.unreachable("the connection is closed"))) }
            return
        }
        if living.isEmpty { return }
        var buffer = channel.allocator.buffer(capacity: 4_096)
        for call in living { buffer.writeCommand(call.arguments) }
        handler.value.expect(living, on: channel)
        channel.writeAndFlush(buffer, promise: nil)
    }
}
