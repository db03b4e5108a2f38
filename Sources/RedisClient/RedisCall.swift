import NIOCore
import Synchronization

/// One command on its way. Whoever is first ends it: the reply, the time-out, the cancellation or the lost connection.
final class RedisCall: Sendable {
    typealias Outcome = Result<RedisValue, RedisFailure>

    private enum Stage {
        case waiting
        case heard(@Sendable (Outcome) -> Void)
        case ended(Outcome)
        case told
    }

    let arguments: [RedisArgument]
    let deadline: NIODeadline
    private let stage = Mutex(Stage.waiting)

    init(_ arguments: [RedisArgument], deadline: NIODeadline) {
        self.arguments = arguments
        self.deadline = deadline
    }

    var hasEnded: Bool {
        stage.withLock { stage in
            switch stage {
            case .waiting, .heard: false
            case .ended, .told: true
            }
        }
    }

    /// Tells the outcome once, now if it is already there.
    func whenEnded(_ listener: @escaping @Sendable (Outcome) -> Void) {
        let outcome: Outcome? = stage.withLock { stage in
            guard case .ended(let outcome) = stage else {
                stage = .heard(listener)
                return nil
            }
            stage = .told
            return outcome
        }
        if let outcome { listener(outcome) }
    }

    func end(_ outcome: Outcome) {
        let listener: (@Sendable (Outcome) -> Void)? = stage.withLock { stage in
            switch stage {
            case .waiting:
                stage = .ended(outcome)
                return nil
            case .heard(let listener):
                stage = .told
                return listener
            case .ended, .told: return nil
            }
        }
        listener?(outcome)
    }
}
