import Crypto

/// The files a page loads besides itself, under names that change with their content: cached for a year.
struct Asset: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]

    static let styles = Asset("guichet", "css", type: "text/css; charset=utf-8", PackageResources.guichet_css)
    static let script = Asset(
        "guichet", "js", type: "text/javascript; charset=utf-8", PackageResources.guichet_js)
    static let icon = Asset("icon", "svg", type: "image/svg+xml", PackageResources.icon_svg)
    static let all = [styles, script, icon]

    private init(_ name: String, _ ending: String, type: String, _ bytes: [UInt8]) {
        let hash = SHA256.hash(data: bytes).prefix(6).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        path = "/assets/\(name)-\(hash.joined()).\(ending)"
        self.type = type
        self.bytes = bytes
    }
}
