struct PageFooter: Sendable {
    let frame: Frame

    var html: HTML {
        """
        <footer class="bottom"><div class="inner">
        \(frame.emergencyPhone, as: emergency)
        <ul>
        <li><a href="\(frame.link("/accessibility"))">\(frame.say("web.layout.accessibility"))</a></li>
        <li><a href="\(frame.link("/privacy"))">\(frame.say("web.layout.privacy"))</a></li>
        <li><a href="\(frame.link("/v"))">\(frame.say("web.layout.verify"))</a></li>
        </ul>
        <p class="muted">\(frame.ministry) · \(frame.post)</p>
        </div></footer>
        """
    }

    private func emergency(_ phone: String) -> HTML {
        """
        <p class="emergency">\(frame.say("web.layout.emergency")) \(PhoneLink(phone: phone).html)</p>
        """
    }
}

/// The field that ties a form to the session it was shown in.
struct HiddenToken: Sendable {
    static let name = "_token"
    let frame: Frame

    var html: HTML {
        frame.csrf.isEmpty ? "" : "<input type=\"hidden\" name=\"\(Self.name)\" value=\"\(frame.csrf)\">"
    }
}
