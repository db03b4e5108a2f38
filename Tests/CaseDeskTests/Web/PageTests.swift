import Foundation
import Testing

@testable import CaseDesk

@Suite struct `A page` {
    static let all = PageSamples.locales.flatMap { locale in
        PageSamples.all(in: locale).map { Sample(locale: locale, name: $0.name, html: $0.html.string) }
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let locale: String
        let name: String
        let html: String
        var testDescription: String { "\(name) in \(locale)" }

        func all(_ pattern: Regex<(Substring, Substring)>) -> [String] {
            html.matches(of: pattern).map { String($0.output.1) }
        }
    }

    @Test(arguments: all)
    func `says its language and its direction`(sample: Sample) {
        let direction = sample.locale == "ar" ? "rtl" : "ltr"
        #expect(sample.html.contains("<html lang=\"\(sample.locale)\" dir=\"\(direction)\">"))
    }

    @Test(arguments: all)
    func `has one h1 and one main`(sample: Sample) {
        #expect(sample.html.matches(of: #/<h1[ >]/#).count == 1)
        #expect(sample.html.matches(of: #/<main /#).count == 1)
    }

    @Test(arguments: all)
    func `never skips a level of headings`(sample: Sample) {
        var last = 0
        for level in sample.all(#/<h([1-6])[ >]/#).compactMap({ Int($0) }) {
            #expect(level <= max(last, 2) + 1, "h\(level) after h\(last)")
            last = level
        }
    }

    @Test(arguments: all)
    func `uses every id once`(sample: Sample) {
        let ids = sample.all(#/ id="([^"]+)"/#)
        #expect(Set(ids).count == ids.count, "\(ids)")
    }

    @Test(arguments: all)
    func `labels every control that a person fills in`(sample: Sample) {
        let labelled = Set(sample.all(#/<label for="([^"]+)"/#))
        for control in sample.html.matches(of: #/<(?:input|select|textarea)[^>]*>/#) {
            let tag = String(control.output)
            if tag.contains("type=\"hidden\"") { continue }
            let id = tag.firstMatch(of: #/ id="([^"]+)"/#).map { String($0.output.1) }
            #expect(id.map(labelled.contains) == true, "\(tag)")
        }
    }

    @Test(arguments: all)
    func `describes controls by ids that exist`(sample: Sample) {
        let ids = Set(sample.all(#/ id="([^"]+)"/#))
        for list in sample.all(#/aria-(?:describedby|labelledby)="([^"]+)"/#) {
            for id in list.split(separator: " ") { #expect(ids.contains(String(id))) }
        }
    }

    @Test(arguments: all)
    func `links each line of its error summary to a control`(sample: Sample) {
        guard sample.html.contains("summary-of-errors") else { return }
        #expect(
            sample.html.contains("<title>\(PageSamples.frame(sample.locale).say("web.layout.error_prefix"))"))
        let ids = Set(sample.all(#/ id="([^"]+)"/#))
        let links = sample.all(#/<li><a href="#([^"]+)">/#)
        #expect(!links.isEmpty)
        for link in links { #expect(ids.contains(link)) }
    }

    @Test(arguments: all)
    func `keeps style, script and events out of its markup`(sample: Sample) {
        #expect(!sample.html.contains(" style="))
        #expect(!sample.html.contains("<style"))
        #expect(sample.html.matches(of: #/<script(?! src=)/#).isEmpty)
        #expect(sample.html.matches(of: #/ on[a-z]+=/#).isEmpty)
    }

    @Test(arguments: all)
    func `carries the token in every form that changes something`(sample: Sample) {
        for form in sample.html.matches(of: #/<form method="post"[\s\S]*?<\/form>/#) {
            #expect(form.output.contains("name=\"_token\""))
        }
    }

    @Test(arguments: all.filter { $0.name == "home" })
    func `lets the post be called and written to by a press`(sample: Sample) {
        #expect(sample.html.contains("<a href=\"tel:+3222134980\">"))
        #expect(sample.html.contains("<a href=\"mailto:consulat@example.org\">"))
    }

    @Test(arguments: all)
    func `says every word in its own language`(sample: Sample) {
        #expect(sample.html.matches(of: #/>\s*(?:web|desk)\.[a-z_.]+\s*</#).isEmpty)
    }

    @Test(arguments: all)
    func `weighs less than 60 kilobytes with everything it loads`(sample: Sample) {
        #expect(sample.html.utf8.count + Asset.all.map(\.bytes.count).reduce(0, +) < 60_000)
    }

    @Test func `is written to a folder when somebody wants to look at it`() throws {
        guard let folder = ProcessInfo.processInfo.environment["GUICHET_PAGES"] else { return }
        for sample in Self.all {
            let file = URL(filePath: folder).appending(path: "\(sample.locale)-\(sample.name).html")
            try Data(sample.html.utf8).write(to: file)
        }
        for asset in Asset.all {
            let file = URL(filePath: folder).appending(path: asset.path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(asset.bytes).write(to: file)
        }
    }
}
