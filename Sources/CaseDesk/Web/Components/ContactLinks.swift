/// A phone number to press, in its own direction.
struct PhoneLink: Sendable {
    let phone: String

    var html: HTML {
        let digits = phone.filter { $0 == "+" || $0.isNumber }
        return "<a href=\"tel:\(digits)\"><bdi dir=\"ltr\">\(phone)</bdi></a>"
    }
}

/// An email address to press.
struct EmailLink: Sendable {
    let email: String

    var html: HTML { "<a href=\"mailto:\(email)\"><bdi dir=\"ltr\">\(email)</bdi></a>" }
}
