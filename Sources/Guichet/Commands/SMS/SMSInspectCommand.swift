import ArgumentParser
import Channels
import Declared
import Foundation

struct SMSInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract:
            "How a text is encoded and cut as SMS, what would make it cheaper, and whom a number belongs to.")

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    @Option(parsing: .unconditional, help: "The text, or - for standard input, read to its last byte.")
    var text: String

    @Option(parsing: .unconditional, help: "A telephone number, as people write it.")
    var to: String?

    @Option(help: "The country (ISO 3166, such as BE) of a number that is written without its code.")
    var region: String?

    func run() async throws {
        let settings = try await Settings(options)
        PhoneRanges.read(root: settings.root).value.install()
        let given = try text == "-" ? standardInput() : text
        let inspection = SMSInspection(given, to: to, region: region?.uppercased())
        try output.print(inspection) { inspection.plain }
    }

    private func standardInput() throws -> String {
        let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw CommandFailure("standard input is not UTF-8")
        }
        return text
    }
}

/// What the command tells; absent keys are null, so that programs find each.
private struct SMSInspection: Encodable {
    private let sms: SMSText
    private let downgrade: SMSDowngrade?
    private let recipient: Recipient?

    struct Recipient: Encodable {
        let e164: String?
        let region: String?
        let type: String
        let canReceive: Bool

        enum CodingKeys: String, CodingKey {
            case e164, region, type
            case canReceive = "can_receive_sms"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(e164, forKey: .e164)
            try container.encode(region, forKey: .region)
            try container.encode(type, forKey: .type)
            try container.encode(canReceive, forKey: .canReceive)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case encoding, units, segments, parts, downgraded, to, text
        case forcedBy = "forced_by"
    }

    init(_ text: String, to number: String?, region: String?) {
        sms = SMSText(text)
        downgrade = SMSDowngrade(of: text)
        recipient = number.map { typed in
            let number = PhoneNumber(typed, region: region)
            return Recipient(
                e164: number?.e164, region: number?.region, type: (number?.kind ?? .unknown).rawValue,
                canReceive: number?.canReceiveSMS ?? false)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sms.encoding, forKey: .encoding)
        try container.encode(sms.units, forKey: .units)
        try container.encode(sms.segments, forKey: .segments)
        try container.encode(sms.parts, forKey: .parts)
        try container.encode(sms.forcedBy.map { String($0) }, forKey: .forcedBy)
        if let downgrade {
            var proposal = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .downgraded)
            try proposal.encode(downgrade.text, forKey: .text)
            try proposal.encode(downgrade.segments, forKey: .segments)
        } else {
            try container.encodeNil(forKey: .downgraded)
        }
        try container.encode(recipient, forKey: .to)
    }

    var plain: String {
        var lines = ["\(sms.encoding.rawValue), \(sms.units) units, \(sms.segments) segments"]
        lines += sms.parts.enumerated().map { "part \($0 + 1): \($1)" }
        if !sms.forcedBy.isEmpty {
            lines.append("UCS-2 because of: " + sms.forcedBy.map(Self.named).joined(separator: ", "))
        }
        if let downgrade { lines += difference(downgrade) }
        if let recipient {
            let number = recipient.e164.map { "\($0) (\(recipient.region ?? "ZZ"), \(recipient.type))" }
            lines.append(
                "to: \(number ?? "no telephone number"), "
                    + (recipient.canReceive ? "can receive SMS" : "receives no SMS"))
        }
        return lines.joined(separator: "\n")
    }

    private func difference(_ downgrade: SMSDowngrade) -> [String] {
        let segments = downgrade.segments
        return [
            "could be \(segments) segment\(segments == 1 ? "" : "s") of GSM-7:", "- \(sms.parts.joined())",
        ]
            + ["+ \(downgrade.text)"]
            + downgrade.changes.map { change in
                "  \(Self.named(change.character)) → "
                    + (change.with.isEmpty ? "nothing" : "\"\(change.with)\"") + ", \(change.count) times"
            }
    }

    private static func named(_ character: Character) -> String {
        let codes = character.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        return "\(character) (\(codes.joined(separator: " ")))"
    }
}
