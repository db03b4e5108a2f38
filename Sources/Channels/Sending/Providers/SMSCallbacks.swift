/// The gateways that may call us.
package struct SMSCallbacks: Sendable {
    package let twilio: TwilioCalls?
    package let gateways: [String: GatewayCalls]

    package init(twilio: TwilioCalls? = nil, gateways: [GatewayCalls] = []) {
        self.twilio = twilio
        self.gateways = Dictionary(gateways.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
