internal import Declared
internal import Transfer

/// An answer of a gateway, or a call of it, as rules look at it.
struct GatewayAnswer: Sendable {
    let status: Int
    let text: String
    let json: JSONValue?

    init(status: Int, _ body: [UInt8]) {
        self.status = status
        text = String(decoding: body, as: UTF8.self)
        json = JSONValue(body)
    }
}

/// Which answers are meant: all that is said must hold.
///
///     {status: [200, 201], path: result.code, in: ["0", "OK"]}
///     {status: [2xx], matches: "^OK"}
struct GatewayMatch: Sendable, Hashable {
    private let statuses: Set<String>
    private let path: JSONPath?
    private let values: Set<String>
    private let pattern: BoundedPattern?

    init(_ node: DeclaredNode) {
        statuses = Set(node.list("status").map(\.textValue))
        values = Set(node.list("in").map(\.textValue))
        path = GatewayPick.path(node)
        pattern = GatewayPick.pattern(node)
        for status in node.list("status") where !Self.isStatus(status.textValue) {
            status.report("'\(status.textValue)' is no status", mend: "write it like 202, or 2xx")
        }
        if node.exists, statuses.isEmpty, path == nil, pattern == nil {
            node.report("nothing is said of the answer", mend: "add status, path or matches")
        }
        if path != nil, values.isEmpty { node.report("'path' without 'in'", mend: "add in: [\"0\"]") }
        if path == nil, !values.isEmpty { node.report("'in' without 'path'", mend: "add path: result.code") }
    }

    func holds(_ answer: GatewayAnswer) -> Bool {
        let code = String(answer.status)
        guard statuses.isEmpty || statuses.contains(code) || statuses.contains("\(code.prefix(1))xx") else {
            return false
        }
        if let path, !values.contains(path.value(in: answer.json)?.text ?? "") { return false }
        if let pattern, pattern.firstMatch(in: answer.text) == nil { return false }
        return true
    }

    private static func isStatus(_ text: String) -> Bool {
        text.wholeMatch(of: /[1-5](xx|[0-9][0-9])/) != nil
    }
}

/// Where one value stands in an answer: `{path: data.id}` or `{matches: "id=([0-9]+)"}`.
struct GatewayPick: Sendable, Hashable {
    private let path: JSONPath?
    private let pattern: BoundedPattern?

    init(_ node: DeclaredNode) {
        path = Self.path(node)
        pattern = Self.pattern(node)
        if (path == nil) == (pattern == nil), node.exists {
            node.report("a value stands in one place", mend: "write either path or matches")
        }
    }

    func value(in answer: GatewayAnswer) -> String? {
        let found = path.map { $0.value(in: answer.json)?.text } ?? pattern?.firstMatch(in: answer.text)
        return found.flatMap { $0.isEmpty || $0.utf8.count > 200 ? nil : $0 }
    }

    static func path(_ node: DeclaredNode) -> JSONPath? {
        node.optional("path").flatMap { place in
            let path = JSONPath(place.textValue)
            if path == nil {
                place.report("'\(place.textValue)' is no path", mend: "write it like data.messages[0].id")
            }
            return path
        }
    }

    static func pattern(_ node: DeclaredNode) -> BoundedPattern? {
        guard let place = node.optional("matches") else { return nil }
        do throws(BoundedPattern.Unfit) {
            return try BoundedPattern(place.textValue)
        } catch {
            place.report("the pattern isn't taken: \(error.why)", mend: "write a simpler one")
            return nil
        }
    }
}
