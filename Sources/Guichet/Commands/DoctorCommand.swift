import ArgumentParser
import CaseDesk
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say in plain words what is well and what to do about the rest.")

    private struct Symptom: Encodable {
        let part: String
        let ok: Bool
        let says: String
    }

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await Settings(options)
        let symptoms = [
            await redis(settings), await database(settings), await promises(), folder(settings), zones(),
            await agendas(),
            provider("email", settings.smtp, "GUICHET_SMTP_URL"),
            provider("SMS", settings.kannel, "GUICHET_SMS_KANNEL_URL"),
        ]
        try output.print(symptoms) {
            symptoms.map { "\($0.ok ? "well  " : "AILING") \($0.part): \($0.says)" }.joined(separator: "\n")
        }
        guard symptoms.allSatisfy(\.ok) else { throw ExitCode.failure }
    }

    private func redis(_ settings: Settings) async -> Symptom {
        func ailing(_ says: String) -> Symptom { Symptom(part: "Redis", ok: false, says: says) }
        do {
            let client = RedisClient(
                address: try RedisAddress(settings.redis.value), timeout: .seconds(3),
                logger: Logger(label: "doctor", factory: { _ in SwiftLogNoOpLogHandler() }))
            let version = try await client.send(["INFO", "server"]).text?
                .split(whereSeparator: \.isNewline).first { $0.hasPrefix("redis_version:") }?.dropFirst(14)
            let policy = try await client.send(["CONFIG", "GET", "appendfsync"]).list?.last?.text
            let log = try await client.send(["CONFIG", "GET", "appendonly"]).list?.last?.text
            await client.close()
            guard log == "yes", policy == "always" else {
                return ailing("it may forget decisions: set appendonly yes and appendfsync always")
            }
            return Symptom(
                part: "Redis", ok: true, says: "version \(version ?? "unknown"), every write on disk")
        } catch {
            return ailing("no answer; is it running, and does GUICHET_REDIS_URL lead to it?")
        }
    }

    private func database(_ settings: Settings) async -> Symptom {
        let client = PostgresClient(
            url: settings.database.value, connections: 1, logger: Logger(label: "doctor"))
        defer { Task { await client.close() } }
        do throws(PostgresFailure) {
            let rows = try await client.query(
                """
                SELECT split_part(version(), ' ', 2) AS version,
                    to_regclass('casedesk.migrations') IS NOT NULL AS migrated
                """)
            guard let row = rows.first, try row.decode("migrated", as: Bool.self) else {
                return Symptom(part: "PostgreSQL", ok: false, says: "it is empty: run guichet migrate")
            }
            return Symptom(
                part: "PostgreSQL", ok: true, says: "version \(try row.decode("version", as: String.self))")
        } catch {
            return Symptom(
                part: "PostgreSQL", ok: false,
                says: "no answer; is it running, and does GUICHET_DATABASE_URL lead to it?")
        }
    }

    /// What the worker saw when it last looked; one that never looked is only told, a broken one ails.
    private func promises() async -> Symptom {
        do {
            let (look, now) = try await House.open(options) {
                (try await InvariantsWatch($0.workspace).last(), $0.workspace.clock.now)
            }
            guard let look else {
                return Symptom(part: "promises", ok: true, says: "no worker has looked yet")
            }
            guard look.broken.isEmpty else {
                let names = look.broken.joined(separator: ", ")
                return Symptom(part: "promises", ok: false, says: "broken: \(names); see guichet invariants")
            }
            guard now - look.at < InvariantsWatch.patience else {
                let minutes = (now - look.at).components.seconds / 60
                return Symptom(
                    part: "promises", ok: false,
                    says: "nobody has looked for \(minutes) minutes; is a worker running?")
            }
            return Symptom(part: "promises", ok: true, says: "all \(look.report.checks.count) kept")
        } catch {
            return Symptom(part: "promises", ok: false, says: "they can't be looked at: \(error)")
        }
    }

    private func folder(_ settings: Settings) -> Symptom {
        let free = try? URL(fileURLWithPath: settings.var).resourceValues(forKeys: [
            .volumeAvailableCapacityKey
        ])
        .volumeAvailableCapacity
        guard FileManager.default.isWritableFile(atPath: settings.var) else {
            return Symptom(
                part: "folder", ok: false, says: "\(settings.var) can't be written: set GUICHET_VAR")
        }
        return Symptom(
            part: "folder", ok: true,
            says: "\(settings.var), \(free.map { "\($0 / 1_000_000_000) GB free" } ?? "writable")")
    }

    private func zones() -> Symptom {
        Symptom(part: "time zones", ok: true, says: "tzdata \(Zone.dataVersion ?? "of unknown version")")
    }

    /// Where a file was changed after the desk published over it, somebody may be surprised by what counts.
    private func agendas() async -> Symptom {
        do {
            let differing = try await House.open(options) { house in
                var differing: [String] = []
                for post in house.workspace.catalogue.posts {
                    switch try await house.workspace.agendaDesk.current(at: post)?.standing {
                    case .version(let version)?:
                        differing.append("\(post.id): version \(version.number) of the desk counts")
                    case .changedFile(let version)?:
                        differing.append(
                            "\(post.id): the file counts; it was changed after the desk's version \(version.number)"
                        )
                    case .file?, nil: break
                    }
                }
                return differing
            }
            return Symptom(
                part: "agendas", ok: true,
                says: differing.isEmpty ? "all as their files say" : differing.joined(separator: "; "))
        } catch {
            return Symptom(part: "agendas", ok: true, says: "not compared with what the desk published")
        }
    }

    private func provider(_ part: String, _ address: Secret?, _ variable: String) -> Symptom {
        Symptom(
            part: part, ok: true,
            says: address == nil
                ? "into the development outbox; \(variable) would send it" : "a provider is set")
    }
}
