package import Declared

/// An SMS gateway with an interface of its own, told in YAML and not in code: what is sent to it, what its answers
/// mean, and how it calls back. See docs/sms-sending.md.
package struct GatewaySettings: Sendable, Hashable {
    enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    enum Body: Sendable, Hashable {
        case none
        case form([Field])
        case json(JSONValue)
    }

    struct Field: Sendable, Hashable {
        let name: String
        let text: GatewayText
    }

    struct Error: Sendable, Hashable {
        let match: GatewayMatch
        let outcome: Attempt.Outcome
    }

    /// Stands in the timeline, and in the address of its calls.
    package let name: String
    let method: Method
    let address: String
    let query: [Field]
    let headers: [Field]
    let body: Body
    package let secret: DeclaredSecret?
    let accepted: GatewayMatch
    let reference: GatewayPick?
    let errors: [Error]
    package let senders: SMSSenders
    package let calls: GatewayCallSettings?

    package init(_ node: DeclaredNode, name: String? = nil) {
        self.name = name ?? node.text("name")
        method = node.choice("method")
        address = node.text("url")
        query = Self.fields(node, "query")
        headers = Self.fields(node, "headers")
        body = Self.body(node)
        secret = node.optional("secret").flatMap { DeclaredSecret($0) }
        accepted = GatewayMatch(node.required("accepted"))
        reference = node.optional("reference").map { GatewayPick($0) }
        errors = node.list("errors").map { entry in
            Error(match: GatewayMatch(entry), outcome: entry.choice("means", of: Attempt.Outcome.self))
        }
        senders = SMSSenders(node.required("senders"))
        calls = node.optional("calls").map { GatewayCallSettings($0) }
        check(node)
    }

    private static func fields(_ node: DeclaredNode, _ key: String) -> [Field] {
        node.map(key).map { name, value in
            if name.utf8.contains(where: { $0 <= 32 || $0 >= 127 || $0 == UInt8(ascii: ":") }) {
                value.report("'\(name)' can't be a name here", mend: "use letters, digits and hyphens")
            }
            return Field(name: name, text: GatewayText(value))
        }
    }

    private static func body(_ node: DeclaredNode) -> Body {
        guard let body = node.optional("body") else { return .none }
        guard let template = body.optional("json") else { return .form(fields(body, "form")) }
        guard let json = JSONValue(Array(template.textValue.utf8)) else {
            template.report("the body is no JSON", mend: "check its quotes, commas and braces")
            return .none
        }
        _ = GatewayText(template)
        return .json(json)
    }

    private func check(_ node: DeclaredNode) {
        if !name.isEmpty, name.wholeMatch(of: /[a-z][a-z0-9-]{0,31}/) == nil {
            node.required("name").report(
                "'\(name)' can't name a gateway", mend: "use up to 32 of a-z, 0-9 and -")
        }
        if !address.isEmpty, !GatewayAddress.isSound(address) {
            node.required("url").report(
                "'\(address)' is no web address", mend: "write it like https://api.example/send")
        }
        if method == .get, body != .none {
            node.required("body").report("GET has no body", mend: "move it into query, or write method: POST")
        }
        let used = texts.reduce(into: Set<GatewayText.Value>()) { $0.formUnion($1.values) }
        if used.isDisjoint(with: [.to, .digits]) || !used.contains(.text) {
            node.report("the number or the text isn't sent", mend: "put {to} and {text} into body or query")
        }
        if used.contains(.secret), secret == nil {
            node.report("{secret} is used, and there is none", mend: "add secret: {env: NAME}")
        }
        for entry in node.list("errors")
        where entry.optionalText("means") == Attempt.Outcome.accepted.rawValue {
            entry.report("an error can't mean accepted", mend: "say it under accepted")
        }
    }

    private var texts: [GatewayText] {
        let inBody: [GatewayText] =
            switch body {
            case .none: []
            case .form(let fields): fields.map(\.text)
            case .json(let json): json.strings.map { GatewayText($0) }
            }
        return inBody + (query + headers).map(\.text)
    }
}
