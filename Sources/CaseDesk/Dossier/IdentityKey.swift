import Foundation
import Scheduler

/// Whose place it is, told by the answers to a procedure's identity fields. Normalised, so that accents, case and
/// blanks don't make another person; only its keyed hash is ever stored.
package enum IdentityKey {
    package static func text(for answers: Answers, of procedure: Procedure) -> String? {
        let parts = procedure.identity.map { field in answers[field].map(normalised) }
        guard !parts.isEmpty, !parts.contains(nil) else { return nil }
        return parts.compactMap(\.self).joined(separator: "\u{1F}")
    }

    static func normalised(_ answer: Answer) -> String {
        switch answer {
        case .date(let date): date.description
        case .integer(let integer): String(integer)
        case .flag(let flag): String(flag)
        case .text(let text):
            String(
                String.UnicodeScalarView(
                    text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
                        .filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
                        .filter { $0.properties.generalCategory != .nonspacingMark }))
        }
    }
}
