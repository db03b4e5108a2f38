/// A page of words alone: accessibility, privacy.
struct TextPage: Sendable {
    let frame: Frame
    /// "web.privacy": its title, lead, and the sections named here.
    let key: String
    let sections: [String]

    var html: HTML {
        let say = frame.say
        let parts = sections.map { name -> HTML in
            "<h2>\(say("\(key).\(name).title"))</h2><p>\(say("\(key).\(name).text"))</p>"
        }
        return Layout(
            frame: frame, title: say("\(key).title"), back: frame.link(""),
            content: "<h1>\(say("\(key).title"))</h1><p class=\"lead\">\(say("\(key).lead"))</p>\(parts)"
        ).html
    }
}
