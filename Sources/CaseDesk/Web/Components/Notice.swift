/// A message that matters: a word and an icon carry the meaning, colour only repeats it.
struct Notice: Sendable {
    let tone: Tone
    let title: String
    var content: HTML = ""

    var html: HTML {
        """
        <div class="notice \(tone.rawValue)"><h2 class="word">\(tone.icon)\(title)</h2>
        \(content)</div>
        """
    }
}

/// How something stands: always shown with a word beside it.
enum Tone: String, Sendable {
    case plain, success, warning, danger

    var icon: HTML {
        let path =
            switch self {
            case .plain: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1 6h2v5H7zm0-3h2v2H7z"
            case .success: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7 11.4 3.8 8.2l1.1-1.1L7 9.2l4.1-4.1 1.1 1.1z"
            case .warning: "M8 1 .8 14.5h14.4zM7.2 6h1.6v4.5H7.2zm0 5.5h1.6v1.6H7.2z"
            case .danger: "M5 1h6l4 4v6l-4 4H5l-4-4V5zm2.2 3v5h1.6V4zm0 6.2v1.8h1.6v-1.8z"
            }
        return """
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path fill="currentColor" d="\(path)"/></svg>
            """
    }
}

/// A state in one word.
struct Tag: Sendable {
    let tone: Tone
    let text: String

    var html: HTML { "<span class=\"tag \(tone.rawValue)\">\(text)</span>" }
}
