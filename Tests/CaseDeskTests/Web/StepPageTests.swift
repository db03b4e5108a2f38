import Testing

@testable import CaseDesk

@Suite struct `A page with a single question` {
    @Test func `asks it once, in the heading`() {
        let page = html(of: .text(TextControl(id: "count", label: "Combien ?")))
        #expect(page.contains("<h1 class=\"question\"><label for=\"count\">Combien ?</label></h1>"))
    }

    @Test func `is introduced below its heading`() throws {
        let count = TextControl(id: "count", label: "Combien ?")
        let page = html(of: .text(count), introduction: "Comptez bien.")
        let heading = try #require(page.firstRange(of: "<h1>Titre</h1>"))
        let introduction = try #require(page.firstRange(of: "<p>Comptez bien.</p>"))
        #expect(heading.upperBound < introduction.lowerBound)
    }

    @Test func `shows a consent beside its box only`() {
        let consent = ChoiceControl(
            id: "yes", legend: "Je certifie.", options: [.init(value: "yes", label: "Je certifie.")],
            kind: .checkbox, isLegendShown: false)
        let page = html(of: .choice(consent))
        #expect(page.contains("<h1>Titre</h1>"))
        #expect(page.contains("<legend class=\"hidden\">Je certifie.</legend>"))
        #expect(page.contains("<label for=\"yes\">Je certifie.</label>"))
    }

    private func html(of control: FormControl, introduction: String? = nil) -> String {
        StepPage(
            frame: PageSamples.frame("fr"), title: "Titre", introduction: introduction, controls: [control],
            errors: [], progress: (1, 2), action: "/x", back: "/y"
        ).html.string
    }
}

@Suite struct `A file's size` {
    @Test(arguments: [
        (0, "1\u{A0}ko"), (999_999, "999\u{A0}ko"), (1_400_000, "1\u{A0}Mo"), (1_500_000, "2\u{A0}Mo"),
        (20_000_000, "20\u{A0}Mo"),
    ])
    func `is said in the units of the language`(bytes: Int64, text: String) {
        #expect(FileSize(bytes: bytes).text(PageSamples.frame("fr").say) == text)
    }
}
