/// Ministry and post names, the languages in their own names, and where a signed-in person can go.
struct PageHeader: Sendable {
    let frame: Frame
    let onDesk: Bool

    var html: HTML {
        """
        <header class="top">
        <div class="inner">
        <a class="brand" href="\(frame.link(onDesk ? "/desk" : ""))"><span class="ministry">\(frame.ministry)</span>
        <span class="post">\(frame.post)</span></a>
        \(languages)
        \(visitor)
        </div>
        </header>
        """
    }

    private var languages: HTML {
        let links = frame.languages.map { language -> HTML in
            let current: String? = language.code == frame.locale ? "true" : nil
            return """
                <li><a href="/\(language.code)\(frame.path)" lang="\(language.code)" hreflang="\(language.code)"\
                \(attribute: "aria-current", current)>\(language.name)</a></li>
                """
        }
        return """
            <nav class="languages" aria-label="\(frame.say("web.layout.languages"))"><ul>\(links)</ul></nav>
            """
    }

    private var visitor: HTML {
        switch frame.visitor {
        case .nobody: ""
        case .citizen:
            """
            <nav class="account" aria-label="\(frame.say("web.layout.account"))">
            <a href="\(frame.link("/requests"))">\(frame.say("web.layout.my_requests"))</a>
            \(signOut(to: "/sign-out"))
            </nav>
            """
        case .agent(let name, let role):
            """
            <nav class="account" aria-label="\(frame.say("web.layout.account"))">
            <a href="\(frame.link("/desk"))">\(frame.say("desk.nav.queue"))</a>
            <a href="\(frame.link("/desk/day"))">\(frame.say("desk.nav.day"))</a>
            <a href="\(frame.link("/desk/arrival"))">\(frame.say("desk.nav.arrival"))</a>
            <a href="\(frame.link("/desk/waitlist"))">\(frame.say("displacement.waitlist_nav"))</a>
            <a href="\(frame.link("/desk/displacement"))">\(frame.say("displacement.nav"))</a>
            <a href="\(frame.link("/desk/absences"))">\(frame.say("absences.desk.nav"))</a>
            <span class="who">\(name) · \(role)</span>
            \(signOut(to: "/desk/sign-out"))
            </nav>
            """
        }
    }

    private func signOut(to path: String) -> HTML {
        """
        <form method="post" action="\(frame.link(path))" class="inline">\(HiddenToken(frame: frame).html)
        <button class="plain">\(frame.say("web.layout.sign_out"))</button></form>
        """
    }
}
