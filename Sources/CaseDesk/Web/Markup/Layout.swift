/// One whole page: skip link, header, one `h1` inside `content`, footer.
struct Layout: Sendable {
    enum Width: String, Sendable { case narrow, wide, desk }

    let frame: Frame
    let title: String
    var width = Width.narrow
    var failed = false
    var back: String?
    let content: HTML

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="\(frame.locale)" dir="\(frame.direction)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="\(width == .desk ? "noindex" : "index")">
        <title>\(fullTitle)</title>
        <link rel="stylesheet" href="\(Asset.styles.path)">
        <link rel="icon" href="\(Asset.icon.path)" type="image/svg+xml">
        <script src="\(Asset.script.path)" defer></script>
        </head>
        <body class="\(width.rawValue)">
        <a class="skip" href="#main">\(frame.say("web.layout.skip"))</a>
        \(PageHeader(frame: frame, onDesk: width == .desk).html)
        <main id="main" tabindex="-1">
        \(back, as: backLink)
        \(content)
        </main>
        \(width == .desk ? nil : PageFooter(frame: frame).html)
        </body>
        </html>

        """
    }

    private var fullTitle: String {
        let name = "\(title) – \(frame.post)"
        return failed ? "\(frame.say("web.layout.error_prefix")) \(name)" : name
    }

    private func backLink(_ href: String) -> HTML {
        "<a class=\"back\" href=\"\(href)\">\(frame.say("web.layout.back"))</a>"
    }
}
