import Channels

/// Real places: days that have some, then the times of one day, grouped morning and afternoon.
struct DaysPage: Sendable {
    struct Day: Sendable {
        let href: String
        let date: String
        let places: Int
        let isChosen: Bool
    }

    struct Time: Sendable {
        /// What is sent back: the slot's own id.
        let value: String
        let label: String
    }

    let frame: Frame
    let days: [Day]
    let chosen: String?
    let morning: [Time]
    let afternoon: [Time]
    let minutes: Int
    let zone: String
    let action: String
    let earlier: String?
    let later: String?
    let back: String
    /// Said when the wanted place went to somebody else meanwhile.
    var refusal: String?
    /// Then the free times nearest to it, on whichever day.
    var nearest: [Time] = []
    var isMove = false
    /// Of the tour whose days these are; nil: the post's.
    var address: String?
    var venues = VenueChoice()
    /// Where to wait for a place that is given back.
    var waitlist: String?
    var elsewhere = ElsewherePlaces(places: [])
    /// Between the lead and the days.
    var aside: HTML = ""
    /// Where an agent chooses: their own title and width, and what their forms send along.
    var title: String?
    var width = Layout.Width.wide
    var hidden: HTML = ""

    var html: HTML {
        let say = frame.say
        let title = title ?? say(isMove ? "web.places.move_title" : "web.places.title")
        return Layout(
            frame: frame, title: title, width: width, failed: refusal != nil, back: back,
            content: """
                \(refusal, as: { Notice(tone: .warning, title: $0).html })
                <h1>\(title)</h1>
                <p>\(lead)</p>
                \(aside)
                \(nearest.isEmpty ? "" : nearestMarkup)
                \(venues.html(say))
                \(days.isEmpty ? emptyMarkup : daysMarkup)
                \(elsewhere.html(say))
                \(chosen, as: times)
                \(waitlist, as: { "<p><a href=\"\($0)\">\(say("web.places.waitlist"))</a></p>" })
                """
        ).html
    }

    private var lead: String {
        let minutes = TemplateValue.integer(Int64(minutes))
        guard let address else {
            return frame.say("web.places.lead", ["minutes": minutes, "zone": .text(zone)])
        }
        return frame.say(
            "tours.lead", ["minutes": minutes, "address": .text(address), "city": .text(zone)])
    }

    private var emptyMarkup: HTML {
        "<div class=\"card empty\"><p>\(frame.say("web.places.none"))</p>\(steps)</div>"
    }

    private var daysMarkup: HTML {
        let items = days.map { day -> HTML in
            """
            <li><a href="\(day.href)#times"\(attribute: "aria-current", day.isChosen ? "true" : nil)>\
            <strong>\(day.date)</strong>\
            \(frame.say("web.places.free", ["count": .integer(Int64(day.places))]))</a></li>
            """
        }
        return "<h2>\(frame.say("web.places.days"))</h2><ul class=\"days\">\(items)</ul>\(steps)"
    }

    private var steps: HTML {
        """
        <div class="actions">
        \(earlier, as: { "<a href=\"\($0)\">\(frame.say("web.places.earlier"))</a>" })
        \(later, as: { "<a href=\"\($0)\">\(frame.say("web.places.later"))</a>" })
        </div>
        """
    }

    private func times(_ date: String) -> HTML {
        """
        <h2 id="times">\(date)</h2>
        \(PostForm(frame: frame, action: action, content: """
            \(hidden)\(group("web.places.morning", morning))\(group("web.places.afternoon", afternoon))
            """).html)
        """
    }

    private var nearestMarkup: HTML {
        """
        <h2>\(frame.say("web.places.nearest"))</h2>
        \(PostForm(frame: frame, action: action, content: """
            \(hidden)<ul class="times full">\(buttons(nearest))</ul>
            """).html)
        """
    }

    private func group(_ key: String, _ times: [Time]) -> HTML {
        guard !times.isEmpty else { return "" }
        return "<h3>\(frame.say(key))</h3><ul class=\"times\">\(buttons(times))</ul>"
    }

    private func buttons(_ times: [Time]) -> [HTML] {
        times.map { time in
            "<li><button name=\"slot\" value=\"\(time.value)\">\(Isolated(time.label).html)</button></li>"
        }
    }
}
