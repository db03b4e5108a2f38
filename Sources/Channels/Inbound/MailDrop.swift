internal import Foundation
package import Logging

/// A maildir into which the mail server puts what comes to our reply addresses: answers, and what became of our mail.
package struct MailDrop: Sendable {
    private let directory: String
    private let inbound: Inbound
    private let logger: Logger

    package init(directory: String, inbound: Inbound, logger: Logger) {
        self.directory = directory
        self.inbound = inbound
        self.logger = logger
    }

    /// Hands each new answer to `take`, then removes it: what a person wrote stays sealed only. Bounces, complaints and
    /// automatic answers are written down with their message, and removed. A mail that `take` throws for is left for
    /// the next time; one without an addressee of ours is filed under `cur/` for whoever runs the mail server. Answers
    /// how many were handed over.
    @discardableResult
    package func scan(_ take: (InboundMessage) async throws -> Void) async throws -> Int {
        var count = 0
        for name in names() {
            guard let mail = read(name) else {
                file(name, flags: "S")
                continue
            }
            switch try await inbound.mail(mail) {
            case .message(let message):
                try await take(message)
                count += 1
                remove(name)
            case .noted: remove(name)
            case .stranger:
                logger.info("mail without an addressee of ours")
                file(name, flags: "S")
            }
        }
        return count
    }

    private func names() -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/new")) ?? []
        return found.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func read(_ name: String) -> [UInt8]? {
        let path = "\(directory)/new/\(name)"
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? .max
        guard size <= InboundMail.largest, let data = FileManager.default.contents(atPath: path) else {
            return nil
        }
        return Array(data)
    }

    private func remove(_ name: String) {
        do {
            try FileManager.default.removeItem(atPath: "\(directory)/new/\(name)")
        } catch {
            logger.warning("mail can't be removed", metadata: ["reason": "\(type(of: error))"])
        }
    }

    private func file(_ name: String, flags: String) {
        let plain = name.split(separator: ":").first.map(String.init) ?? name
        do {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/cur", withIntermediateDirectories: true)
            try FileManager.default.moveItem(
                atPath: "\(directory)/new/\(name)", toPath: "\(directory)/cur/\(plain):2,\(flags)")
        } catch {
            logger.warning("mail can't be filed", metadata: ["reason": "\(type(of: error))"])
        }
    }
}
