import Channels
import PostgresClient
package import Scheduler

/// Takes over the appointments of another system: real places at the post, and a draft for each person.
package struct AppointmentImport: Sendable {
    package enum Format: String, Sendable, CaseIterable { case csv, ics }
    package enum Mode: Sendable { case dryRun, commit }

    /// What the whole file comes for, and how it is read.
    package struct Order: Sendable {
        package let post: PostProfile
        package let service: String
        package let procedure: Procedure
        package let columns: ImportColumns

        package init(post: PostProfile, service: String, procedure: Procedure, columns: ImportColumns) {
            self.post = post
            self.service = service
            self.procedure = procedure
            self.columns = columns
        }
    }

    package static let byteLimit = 64 * 1_024 * 1_024

    let workspace: Workspace
    let order: Order
    /// Nil in production, where Redis's own clock decides.
    let moment: @Sendable () -> Instant?

    package init(
        _ workspace: Workspace, _ order: Order, moment: @escaping @Sendable () -> Instant? = { nil }
    ) {
        self.workspace = workspace
        self.order = order
        self.moment = moment
    }

    /// A whole file that can't be read is an error; a row that can't be is a line of the report.
    package func run(
        _ bytes: [UInt8], named file: String, as format: Format, _ mode: Mode
    ) async throws -> ImportReport {
        guard bytes.count <= Self.byteLimit else { throw ImportFailure("it is larger than 64 MB") }
        guard let text = ImportText(bytes) else {
            throw ImportFailure("it is no text in any encoding we know")
        }
        let (rows, separator) = try read(text.text, as: format)
        var report = ImportReport(
            file: file, format: format.rawValue, encoding: text.encoding, separator: separator,
            dryRun: mode == .dryRun)
        var forecast = ImportForecast(self)
        var seen: [String: Int] = [:]
        for row in rows {
            let line = try await line(row, seen[row.key], mode, &forecast)
            if line.outcome != .refused, seen[row.key] == nil { seen[row.key] = row.line }
            report.add(line)
        }
        return report
    }
}

extension AppointmentImport {
    private func read(_ text: String, as format: Format) throws -> (rows: [ImportRow], separator: String?) {
        let reader = ImportReader(zone: order.post.zone, region: order.post.country)
        switch format {
        case .ics:
            guard let calendar = CalendarLines(text) else {
                throw ImportFailure("it is no iCalendar file: it has no BEGIN:VCALENDAR")
            }
            return (reader.rows(of: calendar), nil)
        case .csv:
            guard let table = TableFile(text) else { throw ImportFailure("it is empty") }
            let name = [",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"][table.separator]
            do {
                return (try reader.rows(of: table, order.columns), name ?? String(table.separator))
            } catch {
                throw ImportFailure("\(error.says); \(error.mend)")
            }
        }
    }

    /// - Parameter earlier: the line of this file that told the same appointment.
    private func line(
        _ row: ImportRow, _ earlier: Int?, _ mode: Mode, _ forecast: inout ImportForecast
    ) async throws -> ImportReport.Line {
        switch row.content {
        case .failure(let problem): return .init(row, problem)
        case .success(let wish):
            if let earlier {
                var line = ImportReport.Line(row, .alreadyThere, nil)
                line.says = "the same as line \(earlier)"
                return line
            }
            let intake = ImportIntake(self, row, wish)
            do {
                switch (try await intake.progress, mode) {
                case (.done(let reference), _): return .init(row, .alreadyThere, reference)
                case (.begun, .dryRun): return .init(row, .imported, nil)
                case (.none, .dryRun):
                    try await forecast.admit(wish)
                    return .init(row, .imported, nil)
                case (.none, .commit):
                    try await forecast.check(wish)
                    return try await taken(row, intake)
                case (.begun, .commit): return try await taken(row, intake)
                }
            } catch let problem as ImportProblem {
                return .init(row, problem)
            }
        }
    }

    private func taken(_ row: ImportRow, _ intake: ImportIntake) async throws -> ImportReport.Line {
        let taken = try await intake.take()
        return .init(row, taken.isNew ? .imported : .alreadyThere, taken.reference)
    }
}

/// Why a file was not read at all.
package struct ImportFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
