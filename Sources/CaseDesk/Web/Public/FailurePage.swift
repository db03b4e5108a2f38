/// What went wrong, in the person's language, and what to do now.
struct FailurePage: Sendable {
    let frame: Frame
    let failure: WebFailure

    var html: HTML {
        let say = frame.say
        let title = say("web.failure.\(failure.name).title")
        return Layout(
            frame: frame, title: title,
            content: """
                <h1>\(title)</h1>
                <p class="lead">\(text)</p>
                <div class="actions">\(way)</div>
                <p class="muted">\(say("web.failure.reference")) <bdi dir="ltr">\(frame.requestID)</bdi></p>
                """
        ).html
    }

    private var text: String {
        if case .refused(let key) = failure { return frame.say(key) }
        return frame.say("web.failure.\(failure.name).text")
    }

    private var way: HTML {
        switch failure {
        case .signedOut:
            ButtonLink(label: frame.say("web.failure.signed_out.way"), href: frame.link("/sign-in")).html
        default: ButtonLink(label: frame.say("web.failure.way"), href: frame.link("")).html
        }
    }
}
