internal import Crypto
internal import Foundation
internal import PostgresClient

/// A call of a gateway as it reached us.
package struct GatewayCall: Sendable {
    let query: [String: String]
    /// The fields of a form; empty for JSON.
    let form: [String: String]
    /// By name in lower case.
    let headers: [String: String]
    let body: [UInt8]

    package init(
        query: [String: String], form: [String: String], headers: [String: String], body: [UInt8]
    ) {
        self.query = query
        self.form = form
        self.headers = headers
        self.body = body
    }

    /// What the body says, and the query where that can be believed as much.
    func fields(believingQuery: Bool) -> JSONValue {
        let flat = (believingQuery ? query : [:]).merging(form) { $1 }.mapValues { JSONValue.string($0) }
        guard form.isEmpty, let json = JSONValue(body) else { return .map(flat) }
        guard case .map(let values) = json else { return json }
        return .map(flat.merging(values) { $1 })
    }
}

/// What a declared gateway calls us with.
package struct GatewayCalls: Sendable {
    let name: String
    private let settings: GatewayCallSettings
    private let secret: String

    package init(name: String, settings: GatewayCallSettings, secret: String) {
        self.name = name
        self.settings = settings
        self.secret = secret
    }

    package static func reportPath(of name: String) -> String { "/inbound/gateway/\(name)/report" }

    /// What `{id}` stands for.
    static func id(_ message: Message.ID, attempt: Int) -> String { "\(message)-\(attempt)" }

    package func isTheirs(_ call: GatewayCall) -> Bool {
        switch settings.proof.place {
        case .query(let name): matches(call.query[name])
        case .header(let name): matches(call.headers[name.lowercased()])
        case .signature(let name, let algorithm):
            isSigned(call.body, algorithm, given: call.headers[name.lowercased()])
        case nil: false
        }
    }

    /// Nil when it says nothing that we keep.
    package func report(_ call: GatewayCall) -> GatewayReport? {
        guard let report = settings.report else { return nil }
        let fields = fields(of: call)
        let status = report.status?.value(in: fields)?.text ?? ""
        guard let kind = report.kinds[status.lowercased()] else { return nil }
        let code = report.code?.value(in: fields)?.text.map { "\(status) \($0)" } ?? status
        return GatewayReport(
            provider: name, kind: kind, code: String(code.prefix(100)),
            id: report.id?.value(in: fields)?.text, reference: report.reference?.value(in: fields)?.text)
    }

    /// An SMS of a person, as `Inbound.sms` takes it; nil where none is declared.
    package func sms(_ call: GatewayCall) -> [String: String]? {
        guard let sms = settings.sms else { return nil }
        let fields = fields(of: call)
        var parameters: [String: String] = [:]
        parameters["id"] = sms.id?.value(in: fields)?.text.map { "\(name)/\($0)" }
        parameters["from"] = sms.from?.value(in: fields)?.text
        parameters["text"] = sms.text?.value(in: fields)?.text
        return parameters
    }

    /// A signature is of the body alone: anybody could add a query to a call that they have seen.
    private func fields(of call: GatewayCall) -> JSONValue {
        if case .signature = settings.proof.place { return call.fields(believingQuery: false) }
        return call.fields(believingQuery: true)
    }

    private func matches(_ given: String?) -> Bool {
        given.map { SteadyComparison.equal($0.utf8, secret.utf8) } ?? false
    }

    /// In hexadecimal digits of either case or in base64, with or without `sha256=` before it.
    private func isSigned(
        _ body: [UInt8], _ algorithm: GatewayCallSettings.Algorithm, given: String?
    ) -> Bool {
        guard let given else { return false }
        let plain = given.hasPrefix("\(algorithm)=") ? String(given.dropFirst("\(algorithm)=".count)) : given
        let key = SymmetricKey(data: Data(secret.utf8))
        let code: [UInt8] =
            switch algorithm {
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: body, using: key))
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: body, using: key))
            }
        let hexadecimal = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let isHexadecimal = SteadyComparison.equal(plain.lowercased().utf8, hexadecimal.utf8)
        return isHexadecimal || SteadyComparison.equal(plain.utf8, Data(code).base64EncodedString().utf8)
    }
}

/// What a gateway says of a message that it names by our id or by its own.
package struct GatewayReport: Sendable, Hashable {
    package let provider: String
    package let kind: DeliveryReport.Kind
    package let code: String
    let id: String?
    let reference: String?

    /// Our own names, if it brought them back.
    private var named: (message: Message.ID, attempt: Int)? {
        guard let parts = id?.split(separator: "-"), parts.count == 2, let attempt = Int(parts[1]) else {
            return nil
        }
        return (Message.ID(String(parts[0])), attempt)
    }

    func report(of attempt: (message: Message.ID, attempt: Int)) -> DeliveryReport {
        DeliveryReport(message: attempt.message, attempt: attempt.attempt, kind: kind, code: code)
    }

    func attempt(in messages: Messages) async throws -> (message: Message.ID, attempt: Int)? {
        if let named { return named }
        guard let reference else { return nil }
        let rows = try await messages.postgres.query(
            """
            SELECT message, number FROM channels.attempts
            WHERE provider = \(provider) AND reference = \(reference) LIMIT 1
            """)
        return try rows.first.map { (Message.ID(try $0.decode("message")), try $0.decode("number")) }
    }
}

extension Messages {
    /// Takes in a report however often, late and out of order it comes. False when no attempt goes with it: one of a
    /// message that we don't have, or one that was quicker than the answer to the attempt itself and comes again.
    package func record(_ report: GatewayReport) async throws -> Bool {
        guard let attempt = try await report.attempt(in: self) else { return false }
        try await record(report.report(of: attempt))
        return true
    }
}
