import NIOCore

/// Matches replies to calls in the order they were sent, ends calls whose time is up, and gives a silent server up.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct Sent {
        let call: RedisCall
        let at: NIODeadline
    }

    private let reader: ReplyReader
    /// How long the oldest call may wait before the server is taken for dead; nil where calls block on purpose.
    private let patience: TimeAmount?
    /// Called once, on the loop, and let go of then.
    var whenClosed: (() -> Void)?
    private var sent = CircularBuffer<Sent>()
    private var alarm: (at: NIODeadline, task: Scheduled<Void>)?
    private var reason = "the connection was closed"

    init(reader: ReplyReader, patience: TimeAmount?) {
        self.reader = reader
        self.patience = patience
    }

    /// Notes calls whose bytes are about to be written.
    func expect(_ calls: [RedisCall], on channel: any Channel) {
        let now = NIODeadline.now()
        for call in calls {
            sent.append(Sent(call: call, at: now))
            setAlarm(at: call.deadline, on: channel)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(RedisFailure) {
            try reader.feed(unwrapInboundIn(data))
            while let value = try reader.next() {
                guard let answered = sent.popFirst() else {
                    throw .malformed("a reply that nobody asked for")
                }
                answered.call.end(.success(value))
            }
        } catch {
            reason = "unreadable reply: \(error)"
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        reason = "\(error)"
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        while let unanswered = sent.popFirst() {
            unanswered.call.end(.failure(.unknown(reason)))
        }
        tellClosed()
        context.fireChannelInactive()
    }

    private func setAlarm(at deadline: NIODeadline, on channel: any Channel) {
        guard deadline < .distantFuture else { return }
        if let alarm {
            guard deadline < alarm.at else { return }
            alarm.task.cancel()
        }
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let task = channel.eventLoop.scheduleTask(deadline: deadline) { bound.value.ring(on: channel) }
        alarm = (deadline, task)
    }

    private func ring(on channel: any Channel) {
        alarm = nil
        let now = NIODeadline.now()
        if let patience, let oldest = sent.first, oldest.at + patience <= now {
            reason = "the server was silent"
            // First nobody else may use this connection, then those who wait on it are told.
            tellClosed()
            channel.close(promise: nil)
            return
        }
        var next = NIODeadline.distantFuture
        for waiting in sent {
            if waiting.call.deadline <= now {
                waiting.call.end(.failure(.unknown("no reply in time")))
            } else {
                next = min(next, waiting.call.deadline)
            }
        }
        setAlarm(at: next, on: channel)
    }

    private func tellClosed() {
        whenClosed?()
        whenClosed = nil
    }
}
