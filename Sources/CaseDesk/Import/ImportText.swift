import Foundation

/// The text of a file whose encoding nobody told us.
struct ImportText: Equatable {
    let text: String
    let encoding: String

    /// A byte order mark decides; else what is sound UTF-8 is UTF-8, and the rest is what old offices write.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self.init(String(validating: bytes.dropFirst(3), as: UTF8.self), "UTF-8 with a byte order mark")
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self.init(String(data: Data(bytes.dropFirst(2)), encoding: .utf16LittleEndian), "UTF-16")
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self.init(String(data: Data(bytes.dropFirst(2)), encoding: .utf16BigEndian), "UTF-16")
        } else if let text = String(validating: bytes, as: UTF8.self) {
            self.init(text, "UTF-8")
        } else {
            self.init(String(data: Data(bytes), encoding: .windowsCP1252), "Windows-1252")
        }
    }

    private init?(_ text: String?, _ encoding: String) {
        // No text holds NUL: it is some other kind of file.
        guard let text, !text.utf8.contains(0) else { return nil }
        self.text = text
        self.encoding = encoding
    }
}
