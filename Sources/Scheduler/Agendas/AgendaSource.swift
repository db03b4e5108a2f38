import Crypto
package import Declared

/// A post's agenda as its file gives it, and all that another text needs to be read in its place.
package struct AgendaSource: Sendable {
    package let post: String
    package let file: DeclaredFile
    private let holidays: [String: Holidays]

    /// `holidays`: the ministry's lists by name.
    package init(post: String, file: DeclaredFile, holidays: [String: Holidays]) {
        self.post = post
        self.file = file
        self.holidays = holidays
    }

    /// The file's text, or another one, as an agenda; `today` as in `AgendaFile`.
    package func read(
        _ text: String? = nil, today: LocalDate
    ) -> (agenda: Agenda?, findings: [Finding]) {
        let file = DeclaredFile(
            path: file.path, contents: text ?? file.contents, locales: file.locales)
        return AgendaFile(post: post, file: file, today: today, holidays: holidays).read()
    }

    /// What counts for this post when `newest` is the last version that the desk published: that version, as long as
    /// the file is what it was then; a file that was changed since counts itself.
    package func standing(_ newest: AgendaVersion?) -> AgendaStanding {
        guard let newest else { return .file }
        let hash = AgendaVersion.hash(of: file.contents)
        guard newest.fileHash == hash || newest.hash == hash else { return .changedFile(since: newest) }
        return .version(newest)
    }

    /// The text that counts.
    package func text(_ standing: AgendaStanding) -> String {
        if case .version(let version) = standing { version.text } else { file.contents }
    }
}

/// Which of a post's texts counts.
package enum AgendaStanding: Sendable, Equatable {
    /// The desk never published one.
    case file
    case version(AgendaVersion)
    /// The file was changed after the desk published this version: the file counts.
    case changedFile(since: AgendaVersion)

    /// 0 for the file.
    package var number: Int {
        if case .version(let version) = self { version.number } else { 0 }
    }

    /// The last one that the desk published, whatever counts.
    package var newest: AgendaVersion? {
        switch self {
        case .file: nil
        case .version(let version), .changedFile(let version): version
        }
    }
}

extension AgendaVersion {
    /// SHA-256 in hexadecimal.
    package static func hash(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
