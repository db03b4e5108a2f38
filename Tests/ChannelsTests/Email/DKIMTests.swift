import Crypto
import Foundation
import Scheduler
import TestServers
import Testing

@testable import Channels

/// Keys in a folder of their own.
private final class KeyFolder {
    let path = NSTemporaryDirectory() + "guichet-dkim-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// As OpenSSL makes it: `RSA 2048`, `ED25519`.
    func make(_ name: String, _ options: [String]) throws -> String {
        let file = "\(path)/\(name).pem"
        let program = """
            import json, subprocess, sys
            subprocess.run(json.load(open(sys.argv[1])), check=True, capture_output=True)
            """
        _ = try python(
            program, Array(try JSONEncoder().encode(["openssl", "genpkey", "-out", file] + options)))
        return file
    }

    func rsa(_ bits: Int = 2_048) throws -> String {
        try make("rsa\(bits)", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)"])
    }

    func ed25519() throws -> String { try make("ed25519", ["-algorithm", "ED25519"]) }

    /// PKCS #8 of a bare Ed25519 seed.
    func write(seed: [UInt8]) throws -> String {
        let der: [UInt8] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32] + seed
        let file = "\(path)/seed.pem"
        let body = Data(der).base64EncodedString()
        try Data("-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n".utf8)
            .write(to: URL(filePath: file))
        return file
    }
}

@Suite struct `A DKIM signature` {
    private let keys: KeyFolder
    /// Judges refuse a signature of the future.
    private let now = ServerClock.system.now - .seconds(60)

    init() throws { keys = try KeyFolder() }

    /// RFC 8463, appendix A: this message and this key give this signature.
    @Test func `of the standard's example is the standard's`() throws {
        let message = """
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.

            """.replacing("\n", with: "\r\n")
        let field = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=
            """.replacing("\n", with: "\r\n")
        let canonical = DKIMCanonical(Array(message.utf8))
        let hash = Data(SHA256.hash(data: Data(canonical.body))).base64EncodedString()
        #expect(hash == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")
        let seed = try #require(Data(base64Encoded: "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="))
        let key = try DKIMKey(file: keys.write(seed: Array(seed)))
        #expect(key.record.hasSuffix("k=ed25519; h=sha256; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
        let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"]
        let input = DKIMSigner.input(canonical, names, signature: Array(field.utf8))
        #expect(
            Data(try key.signature(over: input)).base64EncodedString()
                == "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==")
    }

    private func email(_ text: String) throws -> Email {
        Email(
            sender: try #require(EmailAddress("consulat@example.org")), senderName: "Ambassade à Bruxelles",
            replyTo: EmailAddress("reply+0123@example.org"),
            recipient: try #require(EmailAddress("citoyen@example.net")), locale: "fr",
            rendered: RenderedEmail(subject: text, text: text, html: "<p>\(HTMLText.escape(text))</p>"),
            files: [("preuve.pdf", "application/pdf", [0, 13, 10, 255])], id: "abc", subject: "dossier1",
            date: now, unsubscribe: "https://example.org/fr/unsubscribe/0123")
    }

    /// By both keys, and by each alone; the first is the one with both.
    private func signers() throws -> (signers: [DKIMSigner], records: [String: String]) {
        let rsa = DKIMSigner.Selector(name: "rsa", domain: "example.org", key: try DKIMKey(file: keys.rsa()))
        let ed = DKIMSigner.Selector(
            name: "ed", domain: "example.org", key: try DKIMKey(file: keys.ed25519()))
        return (
            [DKIMSigner([ed, rsa]), DKIMSigner([ed]), DKIMSigner([rsa])],
            ["ed._domainkey.example.org": ed.key.record, "rsa._domainkey.example.org": rsa.key.record]
        )
    }

    @Test(arguments: [
        "Rendez-vous confirmé : à 10:30", "", "x \t y  \n\n\n", "نص عربي", "\n\n", ".\n..\n",
        "From x\nDKIM-Signature: v=1; b=x",
    ])
    func `of each kind is good for dkimpy`(text: String) async throws {
        let (signers, records) = try signers()
        let signed = try await signers[0].sign(try email(text).serialized(), at: now)
        let program = """
            import sys, json, dkim
            message = open(sys.argv[1], "rb").read()
            records = json.loads(\(try quoted(records)))
            dns = lambda name, timeout=5: records[name.decode().rstrip(".")].encode()
            judge = dkim.DKIM(message)
            print([judge.verify(idx=index, dnsfunc=dns) for index in range(2)])
            def verdict(changed):
                judge = dkim.DKIM(changed)
                try:
                    return judge.verify(dnsfunc=dns)
                except dkim.DKIMException:
                    return False
            print(verdict(message.replace(b"MIME-Version: 1.0", b"MIME-Version: 2.0")),
                verdict(b"From: x@y.example\\r\\n" + message), verdict(b"Subject: x\\r\\n" + message),
                verdict(message + b"x\\r\\n"), verdict(message + b"\\r\\n"))
            """
        let verdicts = try python(program, signed).split(separator: "\n")
        #expect(verdicts == ["[True, True]", "False False False False True"])
    }

    private func quoted(_ records: [String: String]) throws -> String {
        let json = String(decoding: try JSONEncoder().encode(records), as: UTF8.self)
        return "'''\(json)'''"
    }

    @Test func `of each kind is good for opendkim too`() async throws {
        let (signers, records) = try signers()
        for signer in signers {
            let signed = try await signer.sign(try email("Bonjour à tous").serialized(), at: now)
            #expect(try judged(signed, records).hasPrefix("0 "))
            let changed = String(decoding: signed, as: UTF8.self).replacing("Bonjour", with: "Bonsoir")
            #expect(try !judged(Array(changed.utf8), records).hasPrefix("0 "))
        }
    }

    /// opendkim's exit status, and what it said.
    private func judged(_ message: [UInt8], _ records: [String: String]) throws -> String {
        let files = ["\(keys.path)/message.eml", "\(keys.path)/records.json"]
        try Data(message).write(to: URL(filePath: files[0]))
        try JSONEncoder().encode(records).write(to: URL(filePath: files[1]))
        let program = """
            import json, subprocess, sys
            done = subprocess.run(["python3"] + json.load(open(sys.argv[1])), capture_output=True, text=True)
            print(done.returncode, done.stdout, done.stderr)
            """
        let judge = "\(checkout)/Tests/Peers/dkim_judge.py"
        return try python(program, Array(try JSONEncoder().encode([judge] + files)))
    }

    @Test func `is made by the keys of its day`() async throws {
        let key = try DKIMKey(file: keys.ed25519())
        let signer = DKIMSigner([
            .init(name: "old", domain: "example.org", key: key, until: now),
            .init(name: "new", domain: "example.org", key: key, from: now),
            .init(name: "next", domain: "example.org", key: key, from: now + .days(1)),
        ])
        func selectors(at time: Instant) async throws -> [String] {
            let signed = String(
                decoding: try await signer.sign(Array("From: x\r\n\r\n".utf8), at: time), as: UTF8.self)
            return signed.matches(of: #/ s=(\w+);/#).map { String($0.1) }
        }
        #expect(try await selectors(at: now - .seconds(1)) == ["old"])
        #expect(try await selectors(at: now) == ["new"])
        #expect(try await selectors(at: now + .days(2)) == ["new", "next"])
        let none = DKIMSigner([.init(name: "old", domain: "example.org", key: key, until: now)])
        #expect(try await none.sign([65], at: now) == [65])
    }

    @Test func `isn't made with a key that receivers refuse`() throws {
        let short = try keys.rsa(1_024)
        #expect(throws: DKIMFailure.key("\(short): 1024 bits are too few")) { _ = try DKIMKey(file: short) }
        let curve = try keys.make("ec", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        #expect(throws: DKIMFailure.self) { _ = try DKIMKey(file: curve) }
        #expect(throws: DKIMFailure.self) { _ = try DKIMKey(file: "\(keys.path)/none.pem") }
        let locked = try keys.make(
            "locked", ["-algorithm", "ED25519", "-aes256", "-pass", "pass:secret"])
        #expect(throws: DKIMFailure.self) { _ = try DKIMKey(file: locked) }
    }
}
