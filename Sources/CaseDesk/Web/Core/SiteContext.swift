package import Hummingbird
import Logging
import NIOCore
import Scheduler

/// What Hummingbird carries along a request.
package struct SiteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Where the connection came from; a proxy's own address when one stands in front.
    private let peer: String?
    /// Ours, random: what a person brings isn't believed.
    let requestID: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
        requestID = OpaqueID.random()
    }

    /// The person's network address: the last one that a trusted proxy wrote down, else the connection's.
    func address(of request: Request, trusting proxies: Set<String>) -> String {
        guard let peer else { return "local" }
        guard proxies.contains(peer), let chain = request.headers[.forwardedFor] else { return peer }
        let hops = chain.split(separator: ",").map { String($0).trimmed }
        return hops.last { !proxies.contains($0) } ?? peer
    }
}
