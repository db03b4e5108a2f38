import Foundation

/// ISO 3166-1 alpha-2 codes, from the system's own tables; names come from the locale's.
package enum Countries {
    package static let codes: Set<String> = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { code in
            code.utf8.count == 2
                && code.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        })

    /// Every country with its name, in the order of the language.
    package static func named(in locale: String) -> [(code: String, name: String)] {
        let locale = Locale(identifier: locale)
        return codes.map { ($0, locale.localizedString(forRegionCode: $0) ?? $0) }
            .sorted { $0.1.compare($1.1, locale: locale) == .orderedAscending }
    }

    package static func name(of code: String, in locale: String) -> String {
        Locale(identifier: locale).localizedString(forRegionCode: code) ?? code
    }
}
