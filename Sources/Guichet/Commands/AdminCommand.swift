import ArgumentParser
import CaseDesk
import Channels

struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Let somebody onto the desk.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invite an administrator; prints a link that works once, for 72 hours.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "Email address.")
        var email: String

        @Option(help: "Name, as colleagues read it.")
        var name = "Administrator"

        @Option(help: "agent, cashier, supervisor, administrator; repeat for several.")
        var role: [String] = ["administrator", "supervisor"]

        @Option(help: "A post's id; without it, the central directorate.")
        var post: String?

        func run() async throws {
            guard let address = EmailAddress(email) else {
                throw ValidationError("'\(email)' is no email address.")
            }
            let roles = try role.map { name in
                guard let role = Role(rawValue: name) else {
                    throw ValidationError(
                        "'\(name)' is no role: \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return role
            }
            let link = try await House.open(options) { house in
                if let post, house.workspace.catalogue.posts.contains(where: { $0.id.text == post }) == false
                {
                    throw ValidationError("'\(post)' is no post of this ministry.")
                }
                let token = try await house.workspace.agents.invite(
                    email: address, name: name, roles: Set(roles), post: post, by: .system("command"))
                let locale = house.workspace.catalogue.locales.first ?? "fr"
                return "\(house.settings.site)/\(locale)/desk/invitation/\(token.text)"
            }
            try output.print(["link": link]) { link }
        }
    }
}
