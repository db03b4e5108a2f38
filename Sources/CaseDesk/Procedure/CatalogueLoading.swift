import Crypto
package import Declared
import Foundation
package import Scheduler

/// Why there is no catalogue at all: the ministry's own file can't be used.
package struct CatalogueUnusable: Error, Sendable {
    package let findings: [Finding]
}

extension Catalogue {
    /// Reads `ministries/<ministry>/`, `procedures/` and `procedures/flows/` under `root` and checks them against
    /// each other and against the templates. Throws only when the ministry's file gives nothing to stand on.
    package static func load(
        root: String, ministry: Ministry.ID, today: LocalDate = .today
    ) throws(CatalogueUnusable) -> Catalogue {
        let folder = DeclaredFolder(root: root)
        let path = "ministries/\(ministry)/ministry.yaml"
        let reading = folder.file(path).read(ProfileReader.ministry)
        guard let profile = reading.value, let standard = profile.locales.first else {
            let none = Finding(
                file: path, line: 1, what: "no ministry is declared here", mend: "write the file")
            throw CatalogueUnusable(findings: reading.findings.isEmpty ? [none] : reading.findings)
        }
        var loading = CatalogueLoading(
            folder: folder, profile: profile, today: today, findings: reading.findings)
        loading.checkLocales(path, standard)
        loading.readFlows()
        loading.readProcedures()
        loading.readPosts()
        return loading.catalogue
    }

    /// The definition that a source gives; nil when it doesn't hold (any more).
    package static func procedure(from source: ProcedureSource, locales: [String]) -> Procedure? {
        let flowFile = DeclaredFile(path: source.flowFile, contents: source.flowText, locales: locales)
        guard let flow = flowFile.read({ FlowReader(file: source.flowFile).flow($0) }).sound else {
            return nil
        }
        let file = DeclaredFile(path: source.file, contents: source.text, locales: locales)
        return file.read { root in
            _ = root.text("flow")
            return ProcedureReader(file: source.file, contentHash: source.contentHash, flow: flow).procedure(
                root)
        }.sound
    }
}

extension ProcedureSource {
    /// SHA-256 over both texts, in hexadecimal.
    package var contentHash: String {
        var hash = SHA256()
        hash.update(data: Array(text.utf8))
        hash.update(data: [0])
        hash.update(data: Array(flowText.utf8))
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// The work of `load`, in the order in which one part needs another.
private struct CatalogueLoading {
    let folder: DeclaredFolder
    let profile: MinistryProfile
    let today: LocalDate
    var findings: [Finding]
    var remarks: [Finding] = []
    var agendas: [Agenda] = []
    var agendaSources: [AgendaSource] = []
    var flows: [(flow: Flow, text: String)] = []
    var procedures: [Procedure] = []
    var sources: [Procedure.ID: ProcedureSource] = [:]
    var posts: [PostProfile] = []

    init(folder: DeclaredFolder, profile: MinistryProfile, today: LocalDate, findings: [Finding]) {
        self.folder = folder
        self.profile = profile
        self.today = today
        self.findings = findings
    }

    var catalogue: Catalogue {
        Catalogue(
            ministry: profile, posts: posts, procedures: procedures, flows: flows.map(\.flow),
            agendas: Agendas(agendas), agendaSources: agendaSources, findings: Set(findings).sorted(),
            remarks: Set(remarks).sorted(),
            sources: sources)
    }

    mutating func checkLocales(_ path: String, _ standard: String) {
        // Read again, now that it is known which locales every text must have.
        findings += folder.file(path, locales: profile.locales).read(ProfileReader.ministry).findings
    }

    mutating func readFlows() {
        for path in folder.files(in: "procedures/flows") {
            let file = folder.file(path, locales: profile.locales)
            let templates = TemplateCheck(folder: folder, locales: profile.locales)
            let reading = file.read { root in
                templates.messages(root)
                return FlowReader(file: path).flow(root)
            }
            findings += reading.findings
            flows.append((reading.value, file.contents))
        }
    }

    mutating func readProcedures() {
        for path in folder.files(in: "procedures") {
            let file = folder.file(path, locales: profile.locales)
            let templates = TemplateCheck(folder: folder, locales: profile.locales)
            let flows = flows
            let reading = file.read { root -> (Procedure, ProcedureSource)? in
                templates.documents(root)
                let name = root.text("flow")
                guard let (flow, text) = flows.first(where: { $0.flow.id.text == name }) else {
                    let known = flows.map(\.flow.id.text).joined(separator: ", ")
                    root.required("flow").report("there is no flow '\(name)'", mend: "use one of: \(known)")
                    let nothing = Flow(
                        id: .unnamed, initial: .unnamed, states: [], actions: [], reasons: [], file: "")
                    _ = ProcedureReader(file: path, contentHash: "", flow: nothing).procedure(root)
                    return nil
                }
                let source = ProcedureSource(
                    file: path, text: file.contents, flowFile: flow.file, flowText: text)
                let reader = ProcedureReader(file: path, contentHash: source.contentHash, flow: flow)
                return (reader.procedure(root), source)
            }
            findings += reading.findings
            guard let (procedure, source) = reading.value else { continue }
            checkName(procedure, path)
            procedures.append(procedure)
            sources[procedure.id] = source
        }
    }

    private mutating func checkName(_ procedure: Procedure, _ path: String) {
        guard procedure.id != .unnamed, path != "procedures/\(procedure.id).yaml" else { return }
        findings.append(
            Finding(
                file: path, line: 1, what: "the procedure '\(procedure.id)' stands in a file of another name",
                mend: "rename the file to \(procedure.id).yaml"))
    }

    /// The lists of holidays that agendas name, by their files' names.
    private mutating func readHolidays() -> [String: Holidays] {
        let paths = folder.files(in: "ministries/\(profile.id)/holidays")
        return paths.reduce(into: [:]) { lists, path in
            let reading = Holidays.read(folder.file(path, locales: profile.locales))
            findings += reading.findings
            let name = path.split(separator: "/").last?.dropLast(".yaml".count) ?? ""
            lists[String(name)] = reading.holidays
        }
    }

    mutating func readPosts() {
        let known = Set(procedures.map(\.id))
        let holidays = readHolidays()
        let base = "ministries/\(profile.id)/posts"
        for name in folder.folders(in: base) {
            let path = "\(base)/\(name)/post.yaml"
            let file = folder.file(path, locales: profile.locales)
            let reading = file.read { ProfileReader.post($0, file: path, procedures: known) }
            findings += reading.findings
            guard let post = reading.value else { continue }
            posts.append(post)
            let agendaPath = "\(base)/\(name)/agenda.yaml"
            readAgenda(post, agendaPath, holidays)
            checkServices(post, agendaPath)
        }
        if posts.isEmpty {
            findings.append(
                Finding(file: base, line: 1, what: "there is no post", mend: "add <post>/post.yaml"))
        }
    }

    private mutating func readAgenda(
        _ post: PostProfile, _ path: String, _ holidays: [String: Holidays]
    ) {
        guard folder.holds(path) else { return }
        let file = folder.file(path, locales: profile.locales)
        let source = AgendaSource(post: post.id.text, file: file, holidays: holidays)
        agendaSources.append(source)
        let reading = source.read(today: today)
        if let agenda = reading.agenda {
            agendas.append(agenda)
            remarks += reading.findings
        } else {
            findings += reading.findings
        }
    }

    /// A procedure with an appointment is offered only where the agenda has its service.
    private mutating func checkServices(_ post: PostProfile, _ path: String) {
        let agenda = agendas.first { $0.post == post.id.text }
        for procedure in procedures where post.procedures.contains(procedure.id) {
            guard let appointment = procedure.appointment else { continue }
            let found = agenda?.service(appointment.service)?.service
            if found == nil {
                findings.append(
                    Finding(
                        file: procedure.file, line: appointment.line,
                        what: "the post '\(post.id)' has no service '\(appointment.service)' in its agenda",
                        mend: "add it to \(path), or don't offer \(procedure.id) there"))
            } else if found?.base != appointment.minutes || found?.perUnit != appointment.minutesPerUnit {
                findings.append(
                    Finding(
                        file: procedure.file, line: appointment.line,
                        what: "the service '\(appointment.service)' lasts otherwise in \(path)",
                        mend: "write the same minutes there in base and per_unit"))
            }
        }
    }
}

extension LocalDate {
    /// Of Greenwich: good enough to tell what is long over.
    package static var today: LocalDate {
        LocalDate(ordinal: Int(ServerClock.system.now.milliseconds / 86_400_000))
    }
}
