import Channels

/// No-shows and appeals of a post: those that wait for an answer first.
struct DeskAbsencesPage: Sendable {
    struct Row: Sendable {
        let when: String
        let reference: String
        let href: String
        let sanction: String
        let state: String
        let tone: Tone
    }

    let frame: Frame
    let rows: [Row]
    let rates: ShowRatesPanel

    var html: HTML {
        let say = frame.say
        let table = Table(
            caption: say("absences.desk.caption", ["count": .integer(Int64(rows.count))]),
            columns: ["reference", "when", "sanction_title", "state_title"].map {
                .init(title: say("absences.desk.\($0)"))
            },
            rows: rows.map { row in
                [
                    "<a href=\"\(row.href)\" data-row>\(Isolated(row.reference).html)</a>",
                    "\(row.when)", "\(row.sanction)", Tag(tone: row.tone, text: row.state).html,
                ]
            })
        return Layout(
            frame: frame, title: say("absences.desk.title"), width: .desk,
            content: """
                <h1>\(say("absences.desk.title"))</h1>
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("absences.desk.empty"))</p></div>" : table.html)
                \(rates.html)
                """
        ).html
    }
}

/// One miss, what its person says to it, and the decision.
struct DeskAbsencePage: Sendable {
    let frame: Frame
    let reference: String
    let dossier: String
    let person: String
    let when: String
    let sanction: String
    let state: String
    let words: String?
    let reason: String?
    /// Nil once it is decided, or for who decides nothing.
    let action: String?
    let back: String
    var typed = ""
    var chosen: String?
    var outcomeError: String?
    var reasonError: String?

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: "\(say("absences.desk.one")) · \(reference)", width: .desk,
            failed: outcomeError != nil || reasonError != nil, back: back,
            content: """
                <h1>\(say("absences.desk.one")) · \(Isolated(reference).html)</h1>
                \(SummaryList(say: say, rows: rows).html)
                \(action, as: form)
                """
        ).html
    }

    private var rows: [SummaryList.Row] {
        let say = frame.say
        var rows: [SummaryList.Row] = [
            .init(
                label: say("absences.desk.person"), value: "<a href=\"\(dossier)\"><bdi>\(person)</bdi></a>"),
            .init(label: say("absences.desk.when"), value: "\(when)"),
            .init(label: say("absences.desk.sanction_title"), value: "\(sanction)"),
            .init(label: say("absences.desk.state_title"), value: "\(state)"),
        ]
        if let words { rows.append(.init(label: say("absences.desk.words"), value: "<bdi>\(words)</bdi>")) }
        if let reason {
            rows.append(.init(label: say("absences.desk.reason"), value: "<bdi>\(reason)</bdi>"))
        }
        return rows
    }

    private func form(_ action: String) -> HTML {
        let say = frame.say
        let choice = ChoiceControl(
            id: "outcome", legend: say("absences.desk.decide"),
            options: ["excused", "upheld"].map { outcome in
                .init(
                    value: outcome, label: say("absences.desk.outcome.\(outcome)"),
                    hint: say("absences.desk.outcome_hint.\(outcome)"))
            }, chosen: Set([chosen].compactMap(\.self)), error: outcomeError)
        let reason = TextControl(
            id: "reason", label: say("absences.desk.reason"), value: typed, kind: .area,
            hint: say("absences.desk.reason_hint"), error: reasonError)
        return PostForm(
            frame: frame, action: action,
            content: """
                \(choice.html)\(reason.html)
                <div class="actions">\(Button(label: say("absences.desk.save")).html)</div>
                """
        ).html
    }
}
