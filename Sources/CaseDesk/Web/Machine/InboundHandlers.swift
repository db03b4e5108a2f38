import Channels
import Foundation
import Hummingbird

/// What the SMS gateway hands in: answers of people, and what became of ours. It calls by GET.
enum InboundHandlers {
    static let routes: [Route] = [
        .get("/inbound/kannel/sms", .machine, sms),
        .get("/inbound/kannel/report", .machine, report),
    ]

    /// An empty answer: what stands in one, the gateway would send back as an SMS.
    private static func sms(_ web: WebRequest) async throws -> Response {
        let call = KannelCall(query: web.request.uri.query ?? "")
        guard web.site.settings.inboundSecret?.matches(call["secret"] ?? "") == true else {
            throw WebFailure.notFound
        }
        if let message = try await Inbound(messages: web.stories.messages).sms(call.parameters) {
            try await web.stories.inbound.take(message)
        }
        return .text("")
    }

    /// Its address bears a key of its own, made for each message.
    private static func report(_ web: WebRequest) async throws -> Response {
        let call = KannelCall(query: web.request.uri.query ?? "")
        guard let report = Inbound(messages: web.stories.messages).report(call.parameters) else {
            throw WebFailure.notFound
        }
        try await web.stories.messages.record(report)
        return .text("")
    }
}

/// The query of one of Kannel's calls; its text comes in the charset that it names (user's guide, "get-url").
struct KannelCall: Sendable {
    private let values: [String: [UInt8]]

    init(query: String) {
        var values: [String: [UInt8]] = [:]
        for pair in Array(query.utf8).split(separator: UInt8(ascii: "&")).prefix(40) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: FormBody.decoded(parts[0]), as: UTF8.self)
            values[name] = parts.count > 1 ? FormBody.decoded(parts[1]) : []
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }

    var parameters: [String: String] {
        var parameters = values.mapValues { String(decoding: $0, as: UTF8.self) }
        parameters["text"] = text
        return parameters
    }

    /// `coding` 2 is UCS-2, whatever else is said; bytes in no charset that we know are read as UTF-8.
    private var text: String {
        let bytes = values["text"] ?? []
        let charset = self["charset"]?.uppercased() ?? ""
        let encoding: String.Encoding? =
            switch charset {
            case "UTF-16BE", "UCS-2", "UCS-2BE", "ISO-10646-UCS-2": .utf16BigEndian
            case "UTF-16LE": .utf16LittleEndian
            case "ISO-8859-1", "LATIN1", "WINDOWS-1252", "CP1252": .windowsCP1252
            case "" where self["coding"] == "2": .utf16BigEndian
            default: nil
            }
        return encoding.flatMap { String(data: Data(bytes), encoding: $0) }
            ?? String(decoding: bytes, as: UTF8.self)
    }
}
