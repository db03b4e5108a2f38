package import Declared
internal import Foundation
package import Scheduler

/// `ministries/<ministry>/sending.yaml`: who carries messages, how fast, and when not.
package struct SendingPlan: Sendable {
    package let providers: [DeclaredProvider]
    package let policy: SendingPolicy

    /// Without the file: the providers of the settings, and no rules.
    package static let standard = SendingPlan(providers: [], policy: SendingPolicy())

    init(providers: [DeclaredProvider], policy: SendingPolicy) {
        self.providers = providers
        self.policy = policy
    }

    package init(_ node: DeclaredNode) {
        providers = node.map("providers").map { DeclaredProvider(name: $0.key, $0.value) }
        var policy = SendingPolicy()
        policy.quiet = node.optional("quiet_hours").flatMap(QuietHours.init)
        for (name, value) in node.map("at_most") {
            guard let medium = Medium(rawValue: name) else {
                value.report("'\(name)' is no medium", mend: "write sms or email")
                continue
            }
            policy.caps[medium] = RateLimit(
                "address.\(name)", allowed: value.integer("messages", in: 1...10_000),
                in: .hours(Int64(value.integer("in_hours", in: 1...720))))
        }
        if let days = node.optionalInteger("keep_contents_days", in: 1...3_660) {
            policy.keep = .days(Int64(days))
        }
        policy.trial = node.optional("trial").map { trial in
            Set(trial.list("only_to").compactMap(Self.address))
        }
        self.policy = policy
    }

    /// As the sending compares it.
    private static func address(_ node: DeclaredNode) -> String? {
        let text = node.textValue
        if let email = EmailAddress(text) { return email.normalised }
        if let number = PhoneNumber(text) { return number.e164 }
        node.report(
            "'\(text)' is neither an email address nor a telephone number",
            mend: "write an address, or a number as +32470123456, in quotes")
        return nil
    }
}

/// A provider as declared; what is secret stands in the environment or in files, which the declaration names.
package struct DeclaredProvider: Sendable {
    private enum Kind: String, CaseIterable {
        case smtp, kannel, twilio
        case gateway = "http-gateway"
    }

    /// What each kind needs to be reached.
    package enum Settings: Sendable {
        case smtp(SMTPSettings)
        /// The environment variable with its address, user and password.
        case kannel(addressFrom: String)
        case twilio(TwilioSettings)
        case gateway(GatewaySettings)
    }

    package let name: String
    package let settings: Settings
    package let place: String
    package let countries: Set<String>
    package let lanes: Set<Lane>
    package let priority: Int
    package let weight: Int
    package let rules: Gate.Rules

    init(name: String, _ node: DeclaredNode) {
        self.name = name
        place = "\(node.file):\(node.line)"
        settings =
            switch node.choice("kind", of: Kind.self) {
            case .smtp: .smtp(SMTPSettings(node))
            case .kannel: .kannel(addressFrom: node.text("address_from"))
            case .twilio: .twilio(TwilioSettings(node, name: name))
            case .gateway: .gateway(GatewaySettings(node, name: name))
            }
        countries = Set(node.texts("countries"))
        lanes = Set(node.list("lanes").compactMap { $0.choiceValue(of: Lane.self) })
        priority = node.optionalInteger("priority", in: 1...99) ?? 1
        weight = node.optionalInteger("weight", in: 1...1_000) ?? 1
        var rules = Gate.Rules()
        rules.perSecond = node.optionalInteger("per_second", in: 1...100_000)
        rules.burst = node.optionalInteger("burst", in: 1...100_000)
        rules.atOnce = node.optionalInteger("at_once", in: 1...10_000)
        if let breaker = node.optional("breaker") { rules.breaker = Gate.Breaker(breaker) }
        self.rules = rules
        if !name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }) {
            node.report("'\(name)' can't be a name", mend: "use lower-case letters, digits and hyphens")
        }
        for country in countries where country.utf8.count != 2 || country.uppercased() != country {
            node.report("'\(country)' is no country", mend: "write its two capitals (ISO 3166), as BE")
        }
    }

    package var medium: Medium {
        if case .smtp = settings { .email } else { .sms }
    }

    /// Whom it sends SMS as, by country; nil where it says nothing of countries.
    package var senders: SMSSenders? {
        switch settings {
        case .twilio(let settings): settings.senders
        case .gateway(let settings): settings.senders
        case .smtp, .kannel: nil
        }
    }
}

extension Gate.Breaker {
    init(_ node: DeclaredNode) {
        self.init()
        if let seconds = node.optionalInteger("window_seconds", in: 10...3_600) { window = .seconds(seconds) }
        if let count = node.optionalInteger("sample", in: 2...10_000) { sample = count }
        if let percent = node.optionalInteger("faulty_percent", in: 1...100) { share = percent }
        if let seconds = node.optionalInteger("pause_seconds", in: 1...3_600) { pause = .seconds(seconds) }
        if let seconds = node.optionalInteger("longest_pause_seconds", in: 1...86_400) {
            longestPause = .seconds(seconds)
        }
    }
}

extension QuietHours {
    init?(_ node: DeclaredNode) {
        func time(_ key: String) -> LocalTime? {
            let value = node.required(key)
            guard value.exists else { return nil }
            if let time = LocalTime(value.textValue), time.secondOfDay < 86_400 { return time }
            value.report("'\(value.textValue)' is no time of day", mend: "write it like \"21:00\"")
            return nil
        }
        let lanes = Set(node.requiredList("lanes").compactMap { $0.choiceValue(of: Lane.self) })
        if !lanes.isDisjoint(with: [.lifeSafety, .loginCode]) {
            node.report("alerts and login codes are never quiet", mend: "take them out of lanes")
        }
        guard let from = time("from"), let to = time("to") else { return nil }
        self.init(from: from, to: to, lanes: lanes)
    }
}

extension SendingPlan {
    /// Reads `ministries/<ministry>/sending.yaml` under `root`; without it the standard.
    package static func load(root: String, ministry: Ministry.ID) -> (plan: SendingPlan, findings: [Finding])
    {
        let path = "ministries/\(ministry)/sending.yaml"
        guard let data = FileManager.default.contents(atPath: "\(root)/\(path)") else {
            return (standard, [])
        }
        let reading = DeclaredFile(path: path, contents: String(decoding: data, as: UTF8.self))
            .read(SendingPlan.init)
        return (reading.value, reading.findings)
    }
}
