import Declared

extension Slug {
    /// Stands where a name was wrong: the finding is already made, and the value is never used.
    static var unnamed: Self { Self(trusted: "unnamed") }

    init(trusted text: String) { self.text = text }
}

extension DeclaredNode {
    func slug<Owner>(_ key: String, of owner: Owner.Type = Owner.self) -> Slug<Owner> {
        required(key).slugValue()
    }

    func slugs<Owner>(_ key: String, of owner: Owner.Type = Owner.self) -> [Slug<Owner>] {
        list(key).map { $0.slugValue() }
    }

    func slugValue<Owner>(of owner: Owner.Type = Owner.self) -> Slug<Owner> {
        guard exists else { return .unnamed }
        let text = textValue
        guard let slug = Slug<Owner>(text) else {
            report("'\(text)' can't be a name", mend: "use lower-case letters, digits, _ and -")
            return .unnamed
        }
        return slug
    }

    func choices<Choice>(_ key: String, of type: Choice.Type = Choice.self) -> [Choice]
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        list(key).compactMap { $0.choiceValue() }
    }

    /// Reports each name that stands twice.
    func reportDoubles<Owner>(_ names: [(name: Slug<Owner>, line: Int)], _ what: String) {
        var seen: Set<Slug<Owner>> = []
        for (name, _) in names where name != .unnamed && !seen.insert(name).inserted {
            report("there are two \(what) named '\(name)'", mend: "give one of them another name")
        }
    }
}
