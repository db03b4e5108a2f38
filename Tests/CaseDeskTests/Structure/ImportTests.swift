import Foundation
import Testing

/// Reads the sources: what the compiler allows, the architecture may not.
@Suite struct `The rooms` {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources")
        .standardizedFileURL

    /// Every Swift file of the sources, by its path there, with the modules that it imports.
    static let imports: [(file: String, modules: Set<String>)] = {
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map { url in
            let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
            let modules = text.matches(of: /(?m)^(?:@\w+ )?(?:package |internal )?import (\w+)$/).map {
                String($0.1)
            }
            return (String(url.path.dropFirst(root.path.count + 1)), Set(modules))
        }
    }()

    static let below: [String: Set<String>] = [
        "RedisClient": [], "PostgresClient": [], "Transfer": [], "Declared": [],
        "Vault": ["PostgresClient"],
        "Scheduler": ["RedisClient", "PostgresClient", "Declared"],
        "Channels": ["Scheduler", "RedisClient", "PostgresClient", "Transfer", "Declared", "Vault"],
        "CaseDesk": [
            "Channels", "Scheduler", "RedisClient", "PostgresClient", "Transfer", "Declared", "Vault",
        ],
    ]

    @Test(arguments: below.keys.sorted())
    func `import only those below them`(room: String) throws {
        let allowed = try #require(Self.below[room])
        let ours = Set(Self.below.keys).union(["Guichet"])
        for (file, modules) in Self.imports where file.hasPrefix(room + "/") {
            #expect(modules.intersection(ours).subtracting(allowed).isEmpty, "\(file)")
        }
    }

    @Test(
        arguments: [
            ("CHiredis", "RedisClient/"), ("CPostgres", "PostgresClient/"), ("CCurl", "Transfer/"),
            ("CPango", "CaseDesk/Delivery/"), ("CICU", "Channels/Template/"),
            ("CPhoneNumber", "Channels/SMS/"), ("Yams", "Declared/"),
        ])
    func `reach each library from one folder`(library: String, folder: String) {
        let users = Self.imports.filter { $0.modules.contains(library) }.map(\.file)
        #expect(!users.isEmpty)
        for user in users { #expect(user.hasPrefix(folder), "\(user)") }
    }

    /// What is signed: documents, and mail.
    @Test func `sign with OpenSSL in two folders`() {
        let users = Self.imports.filter { $0.modules.contains("COpenSSL") }.map(\.file)
        for user in users {
            #expect(user.hasPrefix("CaseDesk/Seal/") || user.hasPrefix("Channels/Email/DKIM/"), "\(user)")
        }
    }

    @Test func `speak HTTP only at the web's door`() {
        for (file, modules) in Self.imports where modules.contains("Hummingbird") {
            #expect(file.hasPrefix("CaseDesk/Web/") || file.hasPrefix("Guichet/"), "\(file)")
        }
    }

    @Test func `name no procedure: they are files`() throws {
        let procedures = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "../procedures").path
        ).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        #expect(procedures.count >= 2)
        for (file, _) in Self.imports {
            let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8).lowercased()
            for procedure in procedures { #expect(!text.contains(procedure), "\(file) names \(procedure)") }
            for word in ["legalisation", "immatriculation", "passeport"] {
                #expect(!text.contains(word), "\(file) says \(word)")
            }
        }
    }
}
