import Foundation

/// Which column of a file is what.
package struct ImportColumns: Sendable, Equatable {
    package enum Field: String, CaseIterable, Sendable {
        case id, start, date, time, email, phone, language, units

        /// What such a column is usually called, as `normalised` writes it.
        fileprivate var names: [String] {
            switch self {
            case .id: ["id", "uid", "identifiant", "numero", "reference"]
            case .start: ["start", "begin", "debut", "dtstart", "datetime", "dateheure", "rendezvous"]
            case .date: ["date", "jour", "day"]
            case .time: ["time", "heure", "hour"]
            case .email: ["email", "mail", "courriel", "adresseemail", "attendee"]
            case .phone: ["phone", "telephone", "tel", "mobile", "gsm", "portable", "contact"]
            case .language: ["language", "langue", "locale"]
            case .units: ["units", "unites", "documents", "personnes", "nombre"]
            }
        }
    }

    /// By field: the name of its column in the file.
    private let given: [Field: String]

    package init() { given = [:] }

    /// `start=Début,email=Courriel`; nil for a field that there isn't.
    package init?(_ text: String) {
        var given: [Field: String] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2, let field = Field(rawValue: parts[0]), !parts[1].isEmpty else {
                return nil
            }
            given[field] = parts[1]
        }
        self.given = given
    }

    /// Where each field stands in this header; a field that was named and isn't there is told by name.
    func places(in header: [String]) throws(ImportProblem) -> [Field: Int] {
        let names = header.map(Self.normalised)
        var places: [Field: Int] = [:]
        for field in Field.allCases {
            if let wanted = given[field] {
                guard let place = names.firstIndex(of: Self.normalised(wanted)) else {
                    throw ImportProblem(
                        .columns, "no column is called \(wanted)",
                        mend: "its columns are: \(header.joined(separator: ", "))")
                }
                places[field] = place
            } else if let place = names.firstIndex(where: field.names.contains) {
                places[field] = place
            }
        }
        guard places[.start] != nil || (places[.date] != nil && places[.time] != nil) else {
            throw ImportProblem(
                .columns, "no column tells when",
                mend: "name it: --map start=COLUMN, or --map date=COLUMN,time=COLUMN; there are: "
                    + header.joined(separator: ", "))
        }
        guard places[.email] != nil || places[.phone] != nil else {
            throw ImportProblem(
                .columns, "no column tells how to reach people",
                mend: "name it: --map email=COLUMN or --map phone=COLUMN; there are: "
                    + header.joined(separator: ", "))
        }
        return places
    }

    /// Letters and digits without their accents: `Téléphone ` is `telephone`.
    static func normalised(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                }.filter { $0.properties.generalCategory != .nonspacingMark }))
    }
}
