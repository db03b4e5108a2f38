internal import Transfer

/// Where we may send. The rule is the same when an endpoint is written down and when its socket is opened.
package struct WebhookPolicy: Sendable {
    /// Receivers on a developer's own machine, as "host" or "host:port": these may be plain HTTP on any port, and
    /// their addresses aren't judged. Never set on a site that people reach.
    let development: Set<String>

    package init(development: Set<String> = []) {
        self.development = development
    }

    /// HTTPS as everybody runs it, and its usual second port.
    static let ports = [443, 8_443]

    /// What the address itself says; its name is not resolved.
    package func target(_ text: String) throws(WebhookTarget.Refusal) -> WebhookTarget {
        if let own = developments(text) { return own }
        let target = try WebhookTarget(text)
        guard target.isSecure else { throw .scheme }
        guard Self.ports.contains(target.port) else { throw .port }
        if let kind = target.address?.kind, kind != .everywhere { throw .address(kind) }
        return target
    }

    /// The same, and every address that the name has now. A name without any is let through: it is judged again
    /// whenever a connection is opened.
    package func verdict(on text: String) async -> Verdict {
        do throws(WebhookTarget.Refusal) {
            let target = try target(text)
            if isDevelopment(target) { return .allowed("a receiver of the development setting") }
            guard target.address == nil else { return .allowed("a public address") }
            let addresses = await PeerAddress.resolve(target.host)
            if let kind = addresses.map(\.kind).first(where: { $0 != .everywhere }) { throw .address(kind) }
            return .allowed(
                addresses.isEmpty
                    ? "the name has no address just now; each is judged when a connection is opened"
                    : "the name leads to public addresses only")
        } catch {
            return .refused(error)
        }
    }

    package enum Verdict: Sendable, Equatable {
        case allowed(String)
        case refused(WebhookTarget.Refusal)
    }

    /// For the socket's opening.
    func peers(of target: WebhookTarget) -> HTTPRequest.PeerRule {
        isDevelopment(target) ? .any : .only { $0.kind == .everywhere }
    }

    private func isDevelopment(_ target: WebhookTarget) -> Bool {
        development.contains(target.host) || development.contains("\(target.host):\(target.port)")
    }

    /// "localhost" and the like are no names for `WebhookTarget`; addresses are.
    private func developments(_ text: String) -> WebhookTarget? {
        guard let target = try? WebhookTarget(text), isDevelopment(target) else { return nil }
        return target
    }
}

extension WebhookTarget.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAURL:
            "not an address: plain ASCII without spaces, backslashes or quotes (write a name with accents as xn--…)"
        case .tooLong: "longer than \(WebhookTarget.longest) characters"
        case .scheme: "only https"
        case .userInfo: "a user name or password in the address"
        case .fragment: "a fragment (#…) is never sent"
        case .host: "no name that can be looked up"
        case .spelling: "an address in an unusual spelling: write four decimal numbers"
        case .localName: "a name of a local network"
        case .port: "only the ports \(WebhookPolicy.ports.map(String.init).joined(separator: " and "))"
        case .address(let kind): "an address that isn't public: \(kind.rawValue)"
        }
    }
}
