import Foundation
import Scheduler
import TestServers
import Testing

@testable import Channels

let naughty = [
    "O'Brien \"x\" <b>&amp;", "\"\u{301}><script>alert(1)</script>", "'\u{301} onload=\u{301}\"x",
    "**gras** [a](b)",
    "{name} '{ #", "- liste\n\n> cité\n\n[x](javascript:alert(1))", "ligne\r\nBcc: x@example.org",
    "\u{202E}abc\u{2066}", "نص عربي", "👩‍👩‍👧 ç€ \u{0}\u{1B}", "\u{E000}0\u{E001}", "=?UTF-8?B?eA==?=",
    "a\u{2028}b",
]

@Suite struct `An email` {
    /// What Python's email package reads, with every policy violation an error.
    private func read(_ email: Email) throws -> [String: Any] {
        let program = """
            import sys, json, email
            from email import policy
            data = open(sys.argv[1], "rb").read()
            assert b"\\n" not in data.replace(b"\\r\\n", b""), "bare LF"
            assert b"\\r" not in data.replace(b"\\r\\n", b""), "bare CR"
            assert max(map(len, data.split(b"\\r\\n"))) <= 998, "long line"
            message = email.message_from_bytes(data, policy=policy.SMTP.clone(raise_on_defect=True))
            names = [part.get_filename() for part in message.iter_attachments()]
            headers = {name.lower(): str(value) for name, value in message.items()}
            print(json.dumps({
                "headers": headers, "names": names,
                "defects": [str(d) for p in message.walk() for d in p.defects]
                    + [str(d) for v in message.values() for d in getattr(v, "defects", ())],
                "text": message.get_body(("plain",)).get_content().replace("\\r\\n", "\\n"),
                "html": message.get_body(("html",)).get_content().replace("\\r\\n", "\\n"),
                "files": [part.get_content() if isinstance(part.get_content(), str)
                    else part.get_content().hex() for part in message.iter_attachments()],
                "types": [part.get_content_type() for part in message.walk()]}))
            """
        let json = try python(program, email.serialized())
        return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    private func email(subject: String, text: String, name: String, files: [String] = []) throws -> Email {
        Email(
            sender: try #require(EmailAddress("consulat@example.org")), senderName: name,
            replyTo: EmailAddress("reply+0123@example.org"),
            recipient: try #require(EmailAddress("citoyen@example.net")), locale: "fr",
            rendered: RenderedEmail(subject: subject, text: text, html: "<p>\(text)</p>"),
            files: files.map { ($0, "application/pdf", [0, 13, 10, 255]) }, id: "abc", subject: "dossier1",
            date: Instant(milliseconds: 1_795_509_000_000))
    }

    @Test func `is read back by a strict reader as it was written`() throws {
        let text = "Bonjour,\n\nçà et là \n.\n" + String(repeating: "long ", count: 400) + "\nFrom x\n"
        let read = try read(
            email(
                subject: "Rendez-vous confirmé : mardi 24 novembre 2026 à 10:30 (heure de Bruxelles) العربية",
                text: text, name: "Ambassade de la RDC à Bruxelles", files: ["preuve.pdf"]))
        #expect(read["defects"] as? [String] == [])
        #expect(read["text"] as? String == text)
        #expect(read["html"] as? String == "<p>\(text)</p>")
        #expect(read["files"] as? [String] == ["000d0aff"])
        let headers = try #require(read["headers"] as? [String: String])
        #expect(
            headers["subject"]
                == "Rendez-vous confirmé : mardi 24 novembre 2026 à 10:30 (heure de Bruxelles) العربية")
        #expect(headers["from"] == "Ambassade de la RDC à Bruxelles <consulat@example.org>")
        #expect(headers["date"] == "Tue, 24 Nov 2026 08:30:00 +0000")
        #expect(headers["message-id"] == "<abc@example.org>")
        #expect(headers["references"] == headers["in-reply-to"])
        #expect(headers["auto-submitted"] == "auto-generated")
        #expect(
            read["types"] as? [String] == [
                "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
            ])
    }

    @Test(arguments: naughty)
    func `lets nothing out of its place`(text: String) throws {
        let email = try email(subject: text, text: text, name: text, files: ["\(text).pdf"])
        let read = try read(email)
        let line = MIMEWords.oneLine(text)
        let headers = try #require(read["headers"] as? [String: String])
        #expect(
            Set(headers.keys) == [
                "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to",
                "auto-submitted", "content-language", "mime-version", "content-type",
            ])
        #expect(headers["subject"] == line)
        #expect(read["names"] as? [String] == ["\(MIMEWords.oneLine("\(text).pdf"))"])
        #expect(read["text"] as? String == text.replacing("\r\n", with: "\n"))
    }

    @Test func `shows the ministry's picture without asking a server`() throws {
        var email = try email(subject: "x", text: "x", name: "Ambassade \"A\"", files: ["preuve.pdf"])
        let png = Data([
            137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 64, 0, 0, 0, 80, 8,
        ])
        email.logo = EmailLogo(png)
        #expect(email.logo != nil)
        email.rendered = RenderedEmail(subject: "x", text: "x", html: "<p>\(EmailLogo.place)</p>")
        let read = try read(email)
        #expect(read["defects"] as? [String] == [])
        #expect(
            read["types"] as? [String] == [
                "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
                "image/png", "application/pdf",
            ])
        let html = try #require(read["html"] as? String)
        #expect(
            html.contains(
                #"<img src="cid:logo@example.org" alt="Ambassade &quot;A&quot;" width="160" height="40""#))
        #expect(
            String(decoding: email.serialized(), as: UTF8.self).contains("Content-ID: <logo@example.org>\r\n")
        )
        #expect(EmailLogo(Data([1, 2, 3])) == nil)
        #expect(EmailLogo(png + Data(count: 50_000)) == nil)
    }

    @Test func `can be declined with one press where it says so`() throws {
        var email = try email(subject: "x", text: "x", name: "x")
        #expect(!String(decoding: email.serialized(), as: UTF8.self).contains("List-Unsubscribe"))
        email.unsubscribe = "https://example.org/fr/unsubscribe/0123"
        let headers = try #require(try read(email)["headers"] as? [String: String])
        #expect(headers["list-unsubscribe"] == "<https://example.org/fr/unsubscribe/0123>")
        #expect(headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
    }

    @Test(arguments: [
        ("Bonjour,\n\nAttention.\n", TransferEncoding.sevenBit), ("", .sevenBit),
        ("a\r\nb", .sevenBit), ("Bonjour \n", .quotedPrintable), ("From x\n", .quotedPrintable),
        (String(repeating: "a", count: 79), .quotedPrintable), ("déjà vu, rien de plus", .quotedPrintable),
        ("a\rb", .quotedPrintable), ("\u{0}", .quotedPrintable), ("نص عربي", .base64),
    ])
    func `travels as its text needs`(text: String, encoding: TransferEncoding) {
        #expect(TransferEncoding(for: text) == encoding)
    }

    /// As subject, as name, as name of a file and as body, all read back by one strict reader.
    @Test func `carries every naughty string`() throws {
        let data = try #require(
            FileManager.default.contents(atPath: "\(checkout)/Tests/Vectors/naughty-strings.json"))
        let strings = try JSONDecoder().decode([String].self, from: data) + naughty
        let mails = try strings.map { text in
            Data(try email(subject: text, text: text, name: text, files: ["\(text).pdf"]).serialized())
                .base64EncodedString()
        }
        let program = """
            import sys, json, email, base64
            from email import policy
            from email.header import decode_header, make_header
            strict = policy.SMTP.clone(raise_on_defect=True)
            def name(message):
                # Python 3.11 puts spaces between the encoded words of a name.
                raw = email.message_from_bytes(data, policy=policy.compat32)["from"]
                encoded = raw.startswith("=?")
                return str(make_header(decode_header(raw.rsplit("<", 1)[0].strip()))) if encoded \\
                    else message["from"].addresses[0].display_name
            out = []
            for mail in json.load(open(sys.argv[1])):
                data = base64.b64decode(mail)
                assert b"\\n" not in data.replace(b"\\r\\n", b"") and b"\\r" not in data.replace(b"\\r\\n", b"")
                assert max(map(len, data.split(b"\\r\\n"))) <= 998
                message = email.message_from_bytes(data, policy=strict)
                out.append([
                    str(message["subject"]), name(message),
                    [part.get_filename() for part in message.iter_attachments()][0],
                    message.get_body(("plain",)).get_content().replace("\\r\\n", "\\n"),
                    ",".join(sorted(name.lower() for name in message.keys()))])
            print(json.dumps(out))
            """
        let json = try python(program, Array(try JSONEncoder().encode(mails)))
        let read = try JSONDecoder().decode([[String]].self, from: Data(json.utf8))
        let headers =
            "auto-submitted,content-language,content-type,date,from,in-reply-to,message-id,mime-version,references,"
            + "reply-to,subject,to"
        func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
        #expect(read.count == strings.count)
        for (text, found) in zip(strings, read) {
            let line = MIMEWords.oneLine(text)
            #expect(same(found[0], line), "subject \(text.debugDescription)")
            #expect(same(found[1], line), "name \(text.debugDescription)")
            #expect(same(found[2], MIMEWords.oneLine("\(text).pdf")), "file \(text.debugDescription)")
            #expect(
                same(found[3], text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")),
                "body \(text.debugDescription)")
            #expect(found[4] == headers, "\(text.debugDescription)")
        }
    }

    @Test func `keeps long names of files in any script`() throws {
        let name = String(repeating: "شهادة التصديق ", count: 12) + "é'\"%.pdf"
        let read = try read(email(subject: "x", text: "x", name: "x", files: [name]))
        #expect(read["names"] as? [String] == [name])
        #expect(read["defects"] as? [String] == [])
    }
}

@Suite struct `A calendar file` {
    private func event(_ change: CalendarEvent.Change, title: String = "Légalisation, pièce; n° 1\\2\nsuite")
        throws
        -> [UInt8]
    {
        let event = CalendarEvent(
            id: "rdv1", sequence: 3, change: change, title: title,
            place: "Rue Marie de Bourgogne 30, 1000 Bruxelles, " + String(repeating: "étage ", count: 20),
            start: Instant(milliseconds: 1_795_509_000_000), end: Instant(milliseconds: 1_795_510_200_000),
            zone: "Europe/Brussels", link: "https://example.org/rdv#x")
        return try CalendarFile(
            event: event, organizer: #require(EmailAddress("consulat@example.org")),
            attendee: EmailAddress("citoyen@example.net"),
            now: Instant(milliseconds: 1_795_000_000_000)
        ).serialized()
    }

    private let reader = """
        import sys, json, icalendar
        data = open(sys.argv[1], "rb").read()
        assert max(map(len, data.split(b"\\r\\n"))) <= 75, "long line"
        calendar = icalendar.Calendar.from_ical(data)
        event = [c for c in calendar.walk("VEVENT")][0]
        zone = [c for c in calendar.walk("VTIMEZONE")][0].to_tz()
        start = event["DTSTART"].dt
        print(json.dumps({
            "method": calendar["METHOD"], "summary": str(event["SUMMARY"]), "status": str(event["STATUS"]),
            "sequence": event["SEQUENCE"], "uid": str(event["UID"]), "start": start.isoformat(),
            "offset": str(start.replace(tzinfo=None).replace(tzinfo=zone).utcoffset()),
            "summer": str(start.replace(tzinfo=None, month=7).replace(tzinfo=zone).utcoffset()),
            "minutes": (event["DTEND"].dt - start).seconds // 60, "errors": [str(e) for e in event.errors]}))
        """

    @Test(arguments: [CalendarEvent.Change.request, .cancel])
    func `is read back with its zone, its text and its sequence`(change: CalendarEvent.Change) throws {
        let json = try python(reader, event(change))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(read["method"] as? String == change.rawValue)
        #expect(read["summary"] as? String == "Légalisation, pièce; n° 1\\2\nsuite")
        #expect(read["status"] as? String == (change == .cancel ? "CANCELLED" : "CONFIRMED"))
        #expect(read["sequence"] as? Int == 3)
        #expect(read["uid"] as? String == "rdv1@example.org")
        #expect(read["start"] as? String == "2026-11-24T09:30:00+01:00")
        #expect(read["offset"] as? String == "1:00:00")
        #expect(read["summer"] as? String == "2:00:00")
        #expect(read["minutes"] as? Int == 20)
        #expect(read["errors"] as? [String] == [])
    }

    @Test(arguments: naughty)
    func `keeps a naughty title in its line`(title: String) throws {
        let text = String(decoding: try event(.request, title: title), as: UTF8.self)
        let names = text.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map {
            $0.prefix { $0 != ":" && $0 != ";" }
        }
        #expect(names.filter { $0 == "SUMMARY" }.count == 1)
        #expect(!names.contains("Bcc"))
        #expect(
            names.count
                == String(decoding: try event(.request), as: UTF8.self).split(separator: "\r\n").filter {
                    !$0.hasPrefix(" ")
                }.count)
    }
}
