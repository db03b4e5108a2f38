/// References, phones and amounts keep their own direction inside Arabic text.
struct Isolated: Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    var html: HTML { "<bdi dir=\"ltr\" class=\"number\">\(text)</bdi>" }
}
