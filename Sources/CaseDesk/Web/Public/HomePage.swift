import Channels

/// The catalogue of procedures and the post behind it.
struct HomePage: Sendable {
    struct Entry: Sendable {
        let href: String
        let title: String
        let summary: String
    }

    let frame: Frame
    let procedures: [Entry]
    let post: PostCard

    var html: HTML {
        let say = frame.say
        let cards = procedures.map { entry -> HTML in
            "<li class=\"card\"><a class=\"whole\" href=\"\(entry.href)\">\(entry.title)</a><p>\(entry.summary)</p></li>"
        }
        return Layout(
            frame: frame, title: say("web.home.title"),
            content: """
                <h1>\(say("web.home.title"))</h1>
                <p class="lead">\(say("web.home.lead"))</p>
                <h2>\(say("web.home.procedures"))</h2>
                <ul class="cards">\(cards)</ul>
                <h2>\(say("web.home.follow"))</h2>
                <p>\(say("web.home.follow_text"))</p>
                <p><a href="\(frame.link("/requests"))">\(say("web.home.follow_link"))</a></p>
                \(post.html(in: say))
                """
        ).html
    }
}

/// Where the post is and when it is open.
struct PostCard: Sendable {
    let name: String
    let address: String
    let phone: String?
    let email: String?
    let zone: String
    let hours: String

    func html(in say: Phrases) -> HTML {
        """
        <h2>\(say("web.post.title"))</h2>
        <div class="card">
        <h3>\(name)</h3>
        <p>\(address)</p>
        <p>\(hours)</p>
        \(phone, as: { "<p>\(say("web.post.phone")) \(PhoneLink(phone: $0).html)</p>" })
        \(email, as: { "<p>\(say("web.post.email")) \(EmailLink(email: $0).html)</p>" })
        <p class="muted">\(say("web.post.zone", ["zone": .text(zone)]))</p>
        </div>
        """
    }
}
