import Channels
import Declared
import Scheduler

/// Asks why an appointment is cancelled, in the words that the person will read.
struct BehalfCancelPage: Sendable {
    let frame: Frame
    let reference: String
    let when: String
    /// None where nothing is declared: then no reason is told.
    let reasons: [ChoiceControl.Option]
    let action: String
    let back: String
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "reason", text: $0)] } ?? []
        return Layout(
            frame: frame, title: "\(say("behalf.cancel.title")) · \(reference)", width: .desk,
            failed: error != nil, back: back,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("behalf.cancel.title")) · \(Isolated(reference).html)</h1>
                <p>\(say("behalf.cancel.text", ["when": .text(when)]))</p>
                \(PostForm(frame: frame, action: action, content: """
                    \(reasons.isEmpty ? nil : ChoiceControl(
                        id: "reason", legend: say("behalf.cancel.reason"), options: reasons,
                        hint: say("behalf.cancel.hint"), error: error).html)
                    <div class="actions">\(Button(label: say("behalf.cancel.button"), kind: .danger).html)
                    <a href="\(back)">\(say("desk.act.leave"))</a></div>
                    """).html)
                </div>
                """
        ).html
    }
}

extension BehalfCancelPage {
    init(_ own: BehalfDesk, _ place: Appointment, web: WebRequest) {
        let dossier = own.desk.dossier
        self.init(
            frame: web.frame, reference: dossier.reference.description,
            when: own.appointment.shown(web).moment(place.start),
            reasons: web.site.catalogue.cancellations(at: dossier.post).map {
                .init(value: $0.id.text, label: $0.label[web.locale])
            },
            action: web.link("\(own.appointment.path(of: place))/cancellation"),
            back: web.link(own.desk.path))
    }
}
