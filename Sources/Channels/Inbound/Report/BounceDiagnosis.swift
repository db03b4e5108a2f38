/// The codes and words of one recipient's refusal, weighed against one another.
struct BounceDiagnosis {
    /// RFC 3464 §2.3.3. Postfix also says "deliverable" when asked to try only.
    enum Action: String {
        case failed, delayed, delivered, relayed, expanded, deliverable
    }

    let action: Action
    let status: String
    let code: String
    /// `smtp`, `x-unix`, `x-postfix`; empty when it isn't told.
    private let type: String
    /// In lower case, one line, without the codes that some servers repeat in each line.
    private let words: String
    /// The words are what a person was told, not what the server said.
    private let isParaphrase: Bool
    private let phase: BouncePhase?

    init(fields: ReportFields, notice: BounceNotice?, text: String) {
        let (type, said) = Self.diagnostic(fields["diagnostic-code"] ?? "")
        let action = Action(rawValue: fields["action"]?.lowercased() ?? "") ?? .failed
        let comment = Self.comment(fields["status"] ?? "")
        let words = [said, notice?.text, comment].compactMap { $0 }.first { !$0.isEmpty }
        self.init(
            action: action, type: type, declared: SMTPCodes.status(in: fields["status"] ?? ""),
            words: words ?? text, isParaphrase: words == nil,
            phase: notice?.phase ?? BouncePhase(in: said))
    }

    /// Without fields: only what was said.
    init(said: String, phase: BouncePhase?) {
        self.init(
            action: .failed, type: "", declared: nil, words: said, isParaphrase: false, phase: phase)
    }

    private init(
        action: Action, type: String, declared: String?, words: String, isParaphrase: Bool,
        phase: BouncePhase?
    ) {
        let words = String(words.prefix(4_000))
        let code = SMTPCodes.code(in: words) ?? ""
        let told = isParaphrase ? nil : SMTPCodes.status(in: words)
        let status = Self.weighed(declared, against: told, code)
        self.action = action
        self.status = status
        self.code = code.first == status.first ? code : ""
        self.type = type
        self.words = SMTPCodes.withoutRepeats(words).lowercased()
        self.isParaphrase = isParaphrase
        self.phase = phase
    }

    /// The reporting server often knows no more than "5.0.0", and the refusing one was clear.
    private static func weighed(_ declared: String?, against told: String?, _ code: String) -> String {
        guard let declared else { return told ?? (code.first.map { "\($0).0.0" } ?? "5.0.0") }
        guard declared.hasSuffix(".0.0"), let told, told.first == declared.first else { return declared }
        return told
    }

    /// `smtp; 550 5.1.1 …`
    private static func diagnostic(_ field: String) -> (type: String, said: String) {
        let parts = field.split(separator: ";", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count <= 40, !parts[0].contains(" ") else { return ("", field) }
        return (parts[0].lowercased(), parts[1].trimmed)
    }

    /// `4.0.0 (example.net: host name lookup failure)`
    private static func comment(_ status: String) -> String? {
        guard let open = status.firstIndex(of: "("), let close = status.lastIndex(of: ")"), open < close
        else {
            return nil
        }
        let comment = String(status[status.index(after: open)..<close])
        // The name of the code in the standard says nothing that the code doesn't.
        let names = ["permanent failure", "temporary failure"]
        return comment.contains("other or undefined") || names.contains(comment) ? nil : comment
    }

    func reason(about address: String) -> BounceReason {
        switch action {
        case .delivered, .deliverable, .relayed, .expanded: return .delivered
        case .failed, .delayed: break
        }
        let found = BounceWords.reason(of: words)
        // A program on the last machine failed, such as procmail: only a full mailbox tells of the person.
        if type == "x-unix", found != .mailboxFull { return .mailerError }
        switch found {
        case .userUnknown: return isAboutMailbox(address) ? .userUnknown : .filtered
        // Now or for good?
        case .hostUnknown: return status.hasPrefix("4") ? .networkError : .hostUnknown
        case .some(let reason): return reason
        case nil: return reasonByCodes
        }
    }

    /// "User unknown" is also said to whom a filter doesn't like, most of all once the whole message is known.
    private func isAboutMailbox(_ address: String) -> Bool {
        if isParaphrase { return true }
        switch phase {
        case .data: return false
        case .recipient: return true
        case .sender, nil: return status.dropFirst(2).first == "1" || words.contains(address.lowercased())
        }
    }

    private var reasonByCodes: BounceReason {
        if let reason = BounceWords.reason(ofStatus: status) { return reason }
        if ["500", "501", "502", "503", "504"].contains(code) { return .syntaxError }
        if action == .delayed, isParaphrase { return .expired }
        return isParaphrase ? .undefined : .onHold
    }
}
