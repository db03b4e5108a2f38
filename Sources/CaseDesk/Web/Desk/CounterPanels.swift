import Channels

/// Payment at the counter: the amount is the dossier's, the money is the agent's to count.
struct PaymentPanel: Sendable {
    let frame: Frame
    let due: String
    /// What the page showed: a fee that changed meanwhile isn't taken for it.
    let minor: Int64
    let action: String
    let tills: [ChoiceControl.Option]

    var html: HTML {
        let say = frame.say
        return """
            <div class="card"><h3>\(say("desk.payment.title"))</h3>
            <p>\(say("desk.payment.due")) <strong>\(Isolated(due).html)</strong></p>
            \(PostForm(frame: frame, action: action, content: """
                <input type="hidden" name="amount" value="\(minor)">
                \(ChoiceControl(
                    id: "till", legend: say("desk.payment.till"), options: tills,
                    chosen: Set(tills.prefix(1).map(\.value))).html)
                \(Button(label: say("desk.payment.record", ["amount": .text(due)]), kind: .second).html)
                """).html)</div>
            """
    }
}

/// Something an agent confirms by one press: the originals were seen, the person has arrived.
struct PressPanel: Sendable {
    let frame: Frame
    let title: String
    let text: String
    let button: String
    let action: String
    let once: String

    var html: HTML {
        """
        <div class="card"><h3>\(title)</h3><p>\(text)</p>
        \(PostForm(frame: frame, action: action, content: """
            <input type="hidden" name="once" value="\(once)">\(Button(label: button, kind: .second).html)
            """).html)</div>
        """
    }
}
