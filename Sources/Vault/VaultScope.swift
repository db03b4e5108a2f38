/// What shares one key: everything of one dossier, or of one person. Erasing the key erases it all.
package struct VaultScope: Hashable, Sendable, Codable {
    /// The post whose key wraps the scope's, or `central`.
    package let post: String
    /// Such as `dossier/…`, `person/…`; opaque ids only.
    package let name: String

    package init(post: String, name: String) {
        self.post = post
        self.name = name
    }
}
