import NIOCore
import NIOPosix

/// Opens a connection: connect, AUTH, SELECT, and a PING that shows that the server serves (after a restart it may
/// still be loading its data).
struct RedisDialer: Sendable {
    let address: RedisAddress
    let timeout: TimeAmount

    /// `patience` as in ReplyHandler. `whenClosed` is called once, on the loop, whether the wire was handed out or not.
    func dial(
        on loop: any EventLoop, patience: TimeAmount?, whenClosed: @escaping @Sendable () -> Void
    ) -> EventLoopFuture<RedisWire> {
        connect(on: loop).flatMapThrowing { channel in
            try Self.wire(channel, patience: patience, whenClosed: whenClosed)
        }.flatMap { wire in
            greet(wire, on: loop).map { wire }.flatMapErrorThrowing { failure in
                wire.close()
                throw failure
            }
        }
    }

    private func connect(on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(timeout)
        switch address.place {
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        case .tcp(let host, let port):
            return
                bootstrap
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .connect(host: host, port: port)
        }
    }

    private static func wire(
        _ channel: any Channel, patience: TimeAmount?, whenClosed: @escaping @Sendable () -> Void
    ) throws -> RedisWire {
        guard let reader = ReplyReader() else { throw RedisFailure.unreachable("no memory for a reader") }
        let handler = ReplyHandler(reader: reader, patience: patience)
        try channel.pipeline.syncOperations.addHandler(handler)
        let wire = RedisWire(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        handler.whenClosed = {
            wire.markClosed()
            whenClosed()
        }
        return wire
    }

    private func greet(_ wire: RedisWire, on loop: any EventLoop) -> EventLoopFuture<Void> {
        EventLoopFuture.andAllSucceed(greetings.map { ask($0, wire, on: loop) }, on: loop)
    }

    private var greetings: [[RedisArgument]] {
        var commands: [[RedisArgument]] = []
        if let password = address.password {
            let user = address.user.map { [RedisArgument.text($0)] } ?? []
            commands.append(["AUTH"] + user + [.text(password.value)])
        }
        if address.database > 0 { commands.append(["SELECT", .init(address.database)]) }
        return commands + [["PING"]]
    }

    private func ask(
        _ arguments: [RedisArgument], _ wire: RedisWire, on loop: any EventLoop
    ) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        let call = RedisCall(arguments, deadline: .now() + timeout)
        call.whenEnded { outcome in
            switch outcome {
            case .success(.error(let message)): promise.fail(RedisFailure.refused(message))
            case .success: promise.succeed()
            case .failure(let failure): promise.fail(failure)
            }
        }
        wire.submit(call)
        return promise.futureResult
    }
}
