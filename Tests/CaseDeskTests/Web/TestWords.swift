import Channels
import Foundation

/// The real words of the repository.
enum TestWords {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL
        .path
    static let words = Words(directory: "\(root)/locales")
}
