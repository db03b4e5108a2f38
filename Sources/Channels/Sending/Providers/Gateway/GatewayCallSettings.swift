internal import Declared

/// How a gateway calls us: how it proves itself, and what its fields are named.
///
///     calls:
///       proof: {header: X-Signature, hmac: sha256, secret: {env: GATEWAY_CALL_SECRET}}
///       report: {id: clientRef, reference: msgId, status: status, code: err,
///                delivered: [DELIVRD], failed: [UNDELIV, EXPIRED], underway: [ACCEPTD]}
///       sms: {id: msgId, from: msisdn, text: message}
package struct GatewayCallSettings: Sendable, Hashable {
    enum Algorithm: String, CaseIterable, Sendable { case sha256, sha1 }

    /// A secret in the query or in a header, or a header with an HMAC of the body.
    struct Proof: Sendable, Hashable {
        enum Place: Sendable, Hashable {
            case query(String)
            case header(String)
            case signature(String, Algorithm)
        }

        let place: Place?
        let secret: DeclaredSecret?
    }

    struct Report: Sendable, Hashable {
        let id, reference, code: JSONPath?
        let status: JSONPath?
        let kinds: [String: DeliveryReport.Kind]
    }

    struct Text: Sendable, Hashable {
        let id, from, text: JSONPath?
    }

    let proof: Proof
    let report: Report?
    let sms: Text?

    package var secret: DeclaredSecret? { proof.secret }

    init(_ node: DeclaredNode) {
        proof = Self.proof(node.required("proof"))
        report = node.optional("report").map { Self.report($0) }
        sms = node.optional("sms").map { node in
            Text(
                id: Self.path(node.optional("id")), from: Self.path(node.required("from")),
                text: Self.path(node.required("text")))
        }
        if report == nil, sms == nil, node.exists {
            node.report("nothing is taken from its calls", mend: "add report or sms, or take calls out")
        }
    }

    private static func proof(_ node: DeclaredNode) -> Proof {
        let secret = DeclaredSecret(node.required("secret"))
        let algorithm = node.optionalChoice("hmac", of: Algorithm.self)
        switch (node.optionalText("query"), node.optionalText("header"), algorithm) {
        case (let name?, nil, nil): return Proof(place: .query(name), secret: secret)
        case (nil, let name?, nil): return Proof(place: .header(name), secret: secret)
        case (nil, let name?, let algorithm?):
            return Proof(place: .signature(name, algorithm), secret: secret)
        default:
            node.report(
                "it isn't clear how a call proves itself", mend: "write query, header, or header with hmac")
            return Proof(place: nil, secret: secret)
        }
    }

    private static func report(_ node: DeclaredNode) -> Report {
        var kinds: [String: DeliveryReport.Kind] = [:]
        for kind in DeliveryReport.Kind.allCases {
            for word in node.list(kind.rawValue) {
                if kinds[word.textValue.lowercased()] != nil {
                    word.report("'\(word.textValue)' means two things", mend: "keep it in one of the lists")
                }
                kinds[word.textValue.lowercased()] = kind
            }
        }
        let report = Report(
            id: path(node.optional("id")), reference: path(node.optional("reference")),
            code: path(node.optional("code")), status: path(node.required("status")), kinds: kinds)
        if report.id == nil, report.reference == nil {
            node.report("a report names no message", mend: "add id, where {id} comes back, or reference")
        }
        if !kinds.values.contains(.delivered) {
            node.report("no word means delivered", mend: "add delivered: [DELIVRD]")
        }
        return report
    }

    private static func path(_ node: DeclaredNode?) -> JSONPath? {
        guard let node, node.exists else { return nil }
        let path = JSONPath(node.textValue)
        if path == nil {
            node.report("'\(node.textValue)' is no field", mend: "write its name, or a path like data.status")
        }
        return path
    }
}
