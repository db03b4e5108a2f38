/// Which of our languages a browser would rather read (RFC 9110 §12.5.4).
enum AcceptLanguage {
    static func best(_ header: String?, of available: [String], otherwise fallback: String) -> String {
        let wishes = (header ?? "").split(separator: ",").prefix(20).enumerated().compactMap { index, item in
            wish(String(item), at: index)
        }
        let ordered = wishes.sorted { ($0.weight, -$0.index) > ($1.weight, -$1.index) }
        for wish in ordered where wish.weight > 0 {
            if let exact = available.first(where: { $0.lowercased() == wish.tag }) { return exact }
            let language = wish.tag.prefix { $0 != "-" }
            if let close = available.first(where: { $0.lowercased() == language }) { return close }
        }
        return fallback
    }

    private static func wish(_ item: String, at index: Int) -> (tag: String, weight: Double, index: Int)? {
        let parts = item.split(separator: ";").map { String($0).trimmed.lowercased() }
        guard let tag = parts.first, !tag.isEmpty else { return nil }
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
        return (tag, weight, index)
    }
}
