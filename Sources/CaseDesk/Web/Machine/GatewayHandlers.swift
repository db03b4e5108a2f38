import Channels
import Foundation
import Hummingbird
import NIOCore

/// What REST gateways hand in: SMS of people, and what became of ours. A call that doesn't prove whose it is meets an
/// unknown page.
enum GatewayHandlers {
    static let routes: [Route] = [
        .post(TwilioCalls.reportPath, .machine, twilioReport),
        .post("/inbound/twilio/sms", .machine, twilioSMS),
        .get("/inbound/gateway/{gateway}/report", .machine, report),
        .post("/inbound/gateway/{gateway}/report", .machine, report),
        .get("/inbound/gateway/{gateway}/sms", .machine, sms),
        .post("/inbound/gateway/{gateway}/sms", .machine, sms),
    ]

    private static func twilioReport(_ web: WebRequest) async throws -> Response {
        let form = try await twilioForm(web)
        if let report = TwilioCalls.report(query(web), form) {
            try await web.stories.messages.record(report)
        }
        return .text("")
    }

    /// An empty TwiML document: what stood in it would be sent back as an SMS.
    private static func twilioSMS(_ web: WebRequest) async throws -> Response {
        try await take(TwilioCalls.sms(try await twilioForm(web)), web)
        return .text("<Response/>", type: "text/xml; charset=utf-8")
    }

    private static func twilioForm(_ web: WebRequest) async throws -> [String: [String]] {
        guard let twilio = web.site.settings.callbacks.twilio else { throw WebFailure.notFound }
        let form = FormBody(encoded: try await body(web))?.fields ?? [:]
        let signature = headers(web)["x-twilio-signature"]
        guard twilio.isTheirs(web.request.head.path ?? "", form, signature: signature) else {
            throw WebFailure.notFound
        }
        return form
    }

    /// 404 for a report that no attempt goes with: most gateways call again, and the next time may be better.
    private static func report(_ web: WebRequest) async throws -> Response {
        let (gateway, call) = try await call(web)
        guard let report = gateway.report(call) else { return .text("") }
        guard try await web.stories.messages.record(report) else { throw WebFailure.notFound }
        return .text("")
    }

    private static func sms(_ web: WebRequest) async throws -> Response {
        let (gateway, call) = try await call(web)
        guard let parameters = gateway.sms(call) else { throw WebFailure.notFound }
        try await take(parameters, web)
        return .text("")
    }

    private static func take(_ parameters: [String: String], _ web: WebRequest) async throws {
        guard let message = try await Inbound(messages: web.stories.messages).sms(parameters) else { return }
        try await web.stories.inbound.take(message)
    }

    private static func call(_ web: WebRequest) async throws -> (GatewayCalls, GatewayCall) {
        guard let gateway = web.site.settings.callbacks.gateways[try web.parameter("gateway")] else {
            throw WebFailure.notFound
        }
        let body = try await body(web)
        let isForm =
            web.request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded")
        let form = isForm == true ? FormBody(encoded: body)?.fields ?? [:] : [:]
        let call = GatewayCall(
            query: query(web), form: form.compactMapValues(\.first), headers: headers(web), body: body)
        guard gateway.isTheirs(call) else { throw WebFailure.notFound }
        return (gateway, call)
    }

    private static func query(_ web: WebRequest) -> [String: String] {
        let fields = FormBody(encoded: (web.request.uri.query ?? "").utf8)?.fields ?? [:]
        return fields.compactMapValues(\.first)
    }

    private static func headers(_ web: WebRequest) -> [String: String] {
        Dictionary(
            web.request.headers.map { ($0.name.canonicalName, $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func body(_ web: WebRequest) async throws -> [UInt8] {
        var request = web.request
        do {
            return Array(try await request.collectBody(upTo: FormBody.byteLimit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw WebFailure.tooLarge
        }
    }
}
