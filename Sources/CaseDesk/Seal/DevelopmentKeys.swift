import COpenSSL
import Crypto
import Foundation

extension Signer {
    /// Where `generateDevelopment` puts things, and where a ministry that signs with files puts its own.
    package struct Files: Sendable, Equatable {
        package let authority: String
        package let certificates: String
        package let key: String
        package let sealKey: String

        package init(directory: String) {
            authority = directory + "/authority.crt"
            certificates = directory + "/signer.crt"
            key = directory + "/signer.key"
            sealKey = directory + "/seal.key"
        }
    }

    /// Makes what is missing for development in `directory`: an authority, a signer in the ministry's name, and the
    /// seal's key. Keys are readable by their owner only. What stands there already is kept.
    @discardableResult
    package static func generateDevelopment(
        _ directory: String, ministry: String
    ) throws(SealFailure) -> Files {
        let files = Files(directory: directory)
        let disk = FileManager.default
        do {
            try disk.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .keys("\(directory): \(error.localizedDescription)")
        }
        if !disk.fileExists(atPath: files.key) {
            // A certificate without its key is left from a start that was cut short.
            for path in [files.authority, files.certificates] where disk.fileExists(atPath: path) {
                do { try disk.removeItem(atPath: path) } catch { throw .keys("\(path): can't be replaced") }
            }
            let made = unsafe signing_development_make(
                cut("Development authority - \(ministry)"), cut(ministry), files.authority,
                files.certificates,
                files.key)
            guard made == 0 else { throw .keys("\(directory): \(unsafe String(cString: signing_error()))") }
        }
        if !disk.fileExists(atPath: files.sealKey) { try SealKey.generate(file: files.sealKey) }
        return files
    }

    /// A common name has at most 64 characters (RFC 5280, ub-common-name).
    private static func cut(_ name: String) -> String {
        String(name.unicodeScalars.prefix(64).map(Character.init))
    }
}
