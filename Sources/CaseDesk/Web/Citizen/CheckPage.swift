/// Everything that was answered, to read once more; the one button that hands it in.
struct CheckPage: Sendable {
    struct Group: Sendable {
        let title: String
        let rows: [SummaryList.Row]
    }

    let frame: Frame
    let groups: [Group]
    let fee: [(label: String, amount: String)]
    let feeNote: String?
    let action: String
    let back: String
    var errors: [FieldError] = []

    var html: HTML {
        let say = frame.say
        let lists = groups.map { group -> HTML in
            "<h2>\(group.title)</h2>\(SummaryList(say: say, rows: group.rows).html)"
        }
        return Layout(
            frame: frame, title: say("web.check.title"), failed: !errors.isEmpty, back: back,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("web.check.title"))</h1>
                <p>\(say("web.check.lead"))</p>
                \(lists)
                \(feeMarkup)
                <h2>\(say("web.check.declare"))</h2>
                <p>\(say("web.check.declare_text"))</p>
                \(PostForm(frame: frame, action: action, content: """
                    <div class="actions">\(Button(label: say("web.check.submit")).html)</div>
                    """).html)
                """
        ).html
    }

    private var feeMarkup: HTML {
        guard !fee.isEmpty else { return "" }
        let table = Table(
            caption: frame.say("web.check.fee"), isCaptionShown: false,
            columns: [
                .init(title: frame.say("web.procedure.fee_for")),
                .init(title: frame.say("web.procedure.fee_amount"), isAmount: true),
            ],
            rows: fee.map { ["\($0.label)", Isolated($0.amount).html] })
        return "<h2>\(frame.say("web.check.fee"))</h2>\(table.html)\(feeNote, as: { "<p>\($0)</p>" })"
    }
}
