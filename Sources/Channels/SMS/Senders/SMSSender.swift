/// Who an SMS shows as its sender. Countries differ in which they let through.
package struct SMSSender: Sendable, Hashable {
    package enum Kind: String, CaseIterable, Sendable, Codable {
        /// A name of up to eleven letters and digits; nobody can answer it.
        case alphanumeric
        /// A telephone number, with its country's code.
        case numeric
        /// Three to eight digits that networks of one country agreed on.
        case short
    }

    package let text: String
    package let kind: Kind

    /// Nil for what no network shows.
    package init?(_ text: String) {
        let digits = text.utf8.allSatisfy { (48...57).contains($0) }
        if text.hasPrefix("+") {
            guard let number = PhoneNumber(text) else { return nil }
            (self.text, kind) = (number.e164, .numeric)
        } else if digits {
            guard (3...8).contains(text.utf8.count) else { return nil }
            (self.text, kind) = (text, .short)
        } else {
            let isName = text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || " -_.&".utf8.contains(byte)
            }
            guard isName, (1...11).contains(text.utf8.count), text.trimmed == text,
                text.contains(where: \.isLetter)
            else { return nil }
            (self.text, kind) = (text, .alphanumeric)
        }
    }

    /// Whether an answer comes back to us: else the text should not ask for one.
    package var canBeAnswered: Bool { kind != .alphanumeric }
}

/// What a segment costs, exactly: in ten-thousandths of the ministry's currency.
package struct SMSPrice: Sendable, Hashable, Comparable {
    package let tenThousandths: Int64

    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    package static func * (price: Self, segments: Int) -> Self {
        Self(tenThousandths: price.tenThousandths * Int64(segments))
    }

    package static func + (left: Self, right: Self) -> Self {
        Self(tenThousandths: left.tenThousandths + right.tenThousandths)
    }

    package static func < (left: Self, right: Self) -> Bool { left.tenThousandths < right.tenThousandths }
}
