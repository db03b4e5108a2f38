import ArgumentParser
import CaseDesk
import Channels
import Foundation
import Scheduler

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Prepare a demonstration: an agent and a supervisor. Prints role, email and TOTP secret.")

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    private struct Login: Codable {
        let role: String
        let email: String
        let secret: String
    }

    /// Secrets of a demonstration stand in `var/demo.json`, so that the next start shows the same.
    func run() async throws {
        let logins = try await House.open(options) { house in
            let file = URL(fileURLWithPath: house.settings.var + "/demo.json")
            if let data = try? Data(contentsOf: file),
                let known = try? JSONDecoder().decode([Login].self, from: data)
            {
                return known
            }
            let post = house.workspace.catalogue.posts.first?.id.text
            var logins: [Login] = []
            for (role, roles) in [
                ("agent", [Role.agent, .cashier]), ("supervisor", [.agent, .cashier, .supervisor]),
            ] {
                logins.append(try await enrol(role, Set(roles), at: post, in: house))
            }
            try JSONEncoder().encode(logins).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            return logins
        }
        try output.print(logins) {
            logins.map { "\($0.role) \($0.email) \($0.secret)" }.joined(separator: "\n")
        }
    }

    private func enrol(_ name: String, _ roles: Set<Role>, at post: String?, in house: House) async throws
        -> Login
    {
        let agents = house.workspace.agents
        guard let email = EmailAddress("\(name)@demo.example") else {
            throw CommandFailure("no address for \(name)")
        }
        let link = try await agents.invite(
            email: email, name: name.capitalized, roles: roles, post: post, by: .system("demo"))
        guard let (_, totp) = try await agents.invitation(link) else {
            throw CommandFailure("the invitation of \(name) can't be read")
        }
        _ = try await agents.enrol(link, code: totp.code(at: ServerClock.system.now.milliseconds / 30_000))
        return Login(role: name, email: email.value, secret: totp.base32)
    }
}
