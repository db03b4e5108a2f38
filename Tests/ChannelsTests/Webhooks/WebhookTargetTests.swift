import Testing
import Transfer

@testable import Channels

@Suite struct `A webhook's target` {
    private let policy = WebhookPolicy()

    private func refusal(_ url: String) -> WebhookTarget.Refusal? {
        do throws(WebhookTarget.Refusal) {
            _ = try policy.target(url)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("https://example.org", "https://example.org/"),
        ("https://EXAMPLE.org/Hook?a=1&b=%20", "https://example.org/Hook?a=1&b=%20"),
        ("https://example.org.:443/x", "https://example.org/x"),
        ("HTTPS://a-b.example.org:8443", "https://a-b.example.org:8443/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://93.184.216.34/x", "https://93.184.216.34/x"),
        ("https://example.org?x", "https://example.org/?x"),
        ("https://[2606:2800:220:1::1]/", "https://[2606:2800:220:1::1]/"),
        ("https://0x.example.org/", "https://0x.example.org/"),
        ("https://localhost.example.org/", "https://localhost.example.org/"),
    ])
    func `is written out anew when it is public`(_ url: String, _ written: String) throws {
        #expect(try policy.target(url).url == written)
    }

    @Test(arguments: [
        // This machine
        "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1",
        "0x7f.1", "017700000001",
        "0177.0.0.1", "0177.1", "00000177.0.0.1", "127.0.0.1.", "0", "0.0.0.0", "[::1]", "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:1]", "[::ffff:0:127.0.0.1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[2002:7f00:0001::1]",
        // Somebody's own network
        "10.0.0.1", "10.255.255.255", "0xa.0.0.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255",
        "192.168.1.1",
        "0xc0a80101", "3232235777", "192.168.257", "[fc00::1]", "[fd12:3456:789a::1]", "[fec0::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]", "[2002:a00:1::]", "[::10.0.0.1]",
        // Shared, link-local, metadata
        "100.64.0.1", "100.127.255.255", "169.254.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166",
        "0251.0376.0251.0376",
        "169.254.43518", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[febf::1]",
        "[fd00:ec2::254]",
        "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        // Nobody's
        "0.1.2.3", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "4294967295", "[ff02::1]", "[100::1]",
        "[2001:db8::1]", "[3fff::1]",
        "[2001::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:20::1]", "[5f00::1]", "[4000::1]",
        // Unusual spellings of public ones too
        "1.1", "016843009", "0x01010101", "1.1.1.0x1", "01.1.1.1", "16843009", "1.1.1.1.1", "256.1.1.1",
        "1.1.1.256", "1.2.3",
        // Names
        "localhost", "LOCALHOST", "localhost.", "foo.localhost", "localhost.localdomain", "router.lan",
        "db.internal", "intranet",
        "metadata.google.internal", "metadata.google.internal.", "metadata", "instance-data", "printer.local",
        "1.0.0.127.in-addr.arpa",
        "127.0.0.1.nip.io", "a.127-0-0-1.sslip.io", "localtest.me", "x.lvh.me", "host.docker.internal",
        "kubernetes.default.svc.cluster.local",
        // No names at all
        "", ".", "..", "a..b", "-a.org", "a-.org", "exa mple.org", "example.org\\@127.0.0.1",
        "%31%32%37.0.0.1", "127.0.0.1%2f", "１２７.０.０.１",
        "ⓛocalhost", "localhost\u{3002}", "127\u{FF0E}0.0.1", "bücher.example", "[::1%25lo]",
        "[fe80::1%eth0]", "[::1", "::1", "[127.0.0.1]",
        "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[12345::]", "[::1]x", "example.org\t", "exam\nple.org",
        "example.org\u{0}", "a@b.example.org",
        "user:pass@example.org", "example.org:22", "example.org:80", "example.org:6379", "example.org:0",
        "example.org:65536", "example.org:+443",
        "example.org:", "example.org:443443443443443", "example.org#frag", "example.org/#",
        String(repeating: "a", count: 64) + ".org",
    ])
    func `is refused in every spelling`(_ host: String) {
        #expect(refusal("https://\(host)/") != nil, "\(host)")
    }

    @Test(arguments: [
        "http://example.org/", "ftp://example.org", "file:///etc/passwd", "gopher://127.0.0.1:6379/_",
        "javascript:alert(1)",
        "//example.org", "example.org", "https:example.org", "https:/example.org", "https:///example.org",
        " https://example.org", "",
        "https://" + String(repeating: "a.", count: 1_100) + "org",
    ])
    func `is HTTPS, whole and short`(_ url: String) {
        #expect(refusal(url) != nil)
    }

    @Test(arguments: [
        ("http://example.org", "scheme"), ("https://u@example.org", "user_info"),
        ("https://example.org:22", "port"),
        ("https://2130706433", "spelling"), ("https://localhost", "local_name"),
        ("https://10.0.0.1", "address"),
        ("https://exämple.org", "not_a_url"), ("https://a..b", "host"), ("https://a.example#x", "fragment"),
    ])
    func `says why not`(_ url: String, _ code: String) {
        #expect(refusal(url)?.code == code)
    }

    @Test func `may be a developer's own machine where that was declared`() throws {
        let own = WebhookPolicy(development: ["127.0.0.1:9000", "10.0.0.7"])
        #expect(try own.target("http://127.0.0.1:9000/x").url == "http://127.0.0.1:9000/x")
        #expect(try own.target("http://10.0.0.7:1234/").port == 1_234)
        #expect(throws: WebhookTarget.Refusal.self) { try own.target("http://127.0.0.1:9001/") }
        #expect(throws: WebhookTarget.Refusal.self) { try own.target("http://10.0.0.8/") }
    }

    @Test func `is judged by every address that its name has`() async {
        #expect(await policy.verdict(on: "https://93.184.216.34/") == .allowed("a public address"))
        #expect(await policy.verdict(on: "https://10.0.0.1/") == .refused(.address(.private)))
        // Every machine knows this name of its own.
        let names = await PeerAddress.resolve("localhost")
        #expect(!names.isEmpty && names.allSatisfy { $0.kind == .loopback })
    }

    @Test func `reads IPv6 in all its forms, and nothing else`() throws {
        for text in [
            "::", "::1", "1::", "2606:2800:220:1::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
        ] {
            #expect(PeerAddress(colons: text)?.bytes.count == 16, "\(text)")
        }
        for text in [
            "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::g", "1.2.3.4", "::1.2.3",
            "1.2.3.4::", "::1.2.3.4:5", "1:::2",
        ] {
            #expect(PeerAddress(colons: text) == nil, "\(text)")
        }
    }
}
