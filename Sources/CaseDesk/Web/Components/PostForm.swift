/// A form that changes something: always POST, always with the session's token, browser validation off.
struct PostForm: Sendable {
    let frame: Frame
    let action: String
    var upload = false
    var content: HTML

    var html: HTML {
        """
        <form method="post" action="\(action)" novalidate data-once\
        \(attribute: "enctype", upload ? "multipart/form-data" : nil)>
        \(HiddenToken(frame: frame).html)
        \(content)
        </form>
        """
    }
}
