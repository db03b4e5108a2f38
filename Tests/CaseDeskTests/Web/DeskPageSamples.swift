import Channels

@testable import CaseDesk

extension PageSamples {
    static func deskPages(_ locale: String) -> [(name: String, html: HTML)] {
        let out = frame(locale)
        let frame = frame(locale, .agent(name: "Amina Kalala", role: "agent"))
        return [
            (
                "desk-sign-in",
                DeskSignInPage(frame: out, email: "a@b.c", error: out.say("desk.sign_in.wrong")).html
            ),
            (
                "desk-enrol",
                EnrolPage(
                    frame: out, name: "Amina", secret: "JBSWY3DP",
                    qr: HTML(trusted: "<svg viewBox=\"0 0 1 1\"></svg>"),
                    action: "/x"
                ).html
            ),
            ("desk-queue", queue(frame).html),
            ("desk-dossier", dossier(frame).html),
            ("desk-act", act(frame).html),
            ("desk-act-preview", preview(frame).html),
            (
                "desk-act-lost",
                LostRacePage(
                    frame: frame, reference: "K7M2-9QXF", title: "Rejeter", back: "/y",
                    entry: .init(when: "hier", what: "Accepter", who: "Awa")
                ).html
            ),
            (
                "desk-waiver",
                WaiverPage(
                    frame: frame, reference: "K7M2-9QXF", due: "25,00 €", action: "/x", back: "/y",
                    error: frame.say("payments.refusal.reason_missing")
                ).html
            ),
            (
                "desk-arrival",
                ArrivalPage(
                    frame: frame, error: frame.say("desk.arrival.unknown"), arrived: ("A. K.", "10:05", "/x")
                )
                .html
            ),
            (
                "desk-day",
                DayPage(
                    frame: frame, date: "lundi 30 novembre 2026", before: "/b", after: "/a",
                    zone: "Europe/Brussels",
                    rows: [
                        .init(
                            time: "10:05", reference: "K7M2-9QXF", href: "/x", procedure: "Légalisation",
                            person: "KABEYA Marie", state: "Attendu", tone: .plain)
                    ]
                ).html
            ),
            (
                "desk-feeds",
                FeedsPage(
                    frame: frame, action: "/x",
                    rows: [
                        .init(
                            name: "Bruxelles", maker: "Awa", made: "hier", used: "Jamais", revocation: "/y")
                    ],
                    options: [.init(value: "post", label: "Bruxelles", hint: "Tout")],
                    fresh: "https://consulat.example/calendars/x/guichet.ics",
                    error: frame.say("desk.feeds.missing")
                ).html
            ),
            (
                "outbox",
                OutboxPage(
                    frame: out,
                    rows: [.init(href: "/x", when: "10:00", medium: "SMS", to: "+32 470", subject: "Code")]
                ).html
            ),
            (
                "outbox-message",
                OutboxMessagePage(
                    frame: out, subject: "Votre code", rows: [("À", "+32 470")],
                    text: "Code 123456\nhttps://x",
                    links: ["https://x"], attachments: [("preuve.pdf", "/p")]
                ).html
            ),
        ]
    }

    static func displacementPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .agent(name: "Amina Kalala", role: "agent"))
        let people = [
            DisplacedRow(
                reference: "K7M2-9QXF", href: "/x", person: "KABEYA Marie", pool: "Public",
                when: "lundi 10:05", state: "À prévenir", tone: .warning)
        ]
        let entry = ClosureEntry(
            values: ["group": "guichets", "from_date": "2026-11-30"],
            errors: [FieldError(control: "to_date", text: frame.say("displacement.refusal.backwards"))])
        let row = WaitlistRow(
            href: "/x", reference: "K7M2-9QXF", dossier: "/d", person: "KABEYA Marie",
            service: "legalisation",
            pool: "Public", position: "1", since: "hier", offers: 2, priority: 0, state: "En attente",
            tone: .plain)
        return [
            (
                "desk-closure",
                ClosurePage(
                    frame: frame, zone: "Bruxelles", groups: [.init(value: "guichets", label: "guichets")],
                    languages: [("fr", "Français"), ("ar", "العربية")], entry: entry,
                    runs: [.init(href: "/r", group: "guichets", when: "lundi", reason: "Locaux")],
                    action: "/x"
                ).html
            ),
            (
                "desk-closure-preview",
                ClosurePreviewPage(
                    frame: frame, when: "lundi", group: "guichets", reason: "Locaux", count: 3, placed: 2,
                    days: 30, people: people, entry: entry, once: "0123456789", action: "/x", back: "/y"
                ).html
            ),
            (
                "desk-displacement",
                DisplacementPage(
                    frame: frame, when: "lundi", group: "guichets", reason: "Locaux",
                    figures: [("Prévenues", 3)], count: 3, people: people, back: "/y"
                ).html
            ),
            (
                "desk-waitlist",
                DeskWaitlistPage(frame: frame, rows: [row], isSupervisor: true).html
            ),
            (
                "desk-waitlist-entry",
                WaitlistEntryPage(
                    frame: frame, row: row, priority: 0, most: 9, prefer: "/p", remove: "/r", back: "/y"
                ).html
            ),
            (
                "displaced",
                DisplacedPage(
                    frame: self.frame(locale), lost: "lundi 10:05", place: "Rue X",
                    clock: "Heures de Bruxelles",
                    offer: .init(when: "mardi 10:05", until: "dimanche 10:00", action: "/o"), isLate: true,
                    move: "/m", cancel: "/c"
                ).html
            ),
        ]
    }

    private static func queue(_ frame: Frame) -> QueuePage {
        QueuePage(
            frame: frame,
            counts: [
                .init(label: "Tout", count: 12, href: "/x", isChosen: true),
                .init(label: "À examiner", count: 7, href: "/y", isChosen: false),
            ],
            search: "", state: "", procedures: [.init(value: "p", label: "Légalisation")], procedure: "",
            rows: (1...6).map {
                .init(
                    href: "/d/\($0)", reference: "K7M2-9QX\($0)", procedure: "Légalisation d’un document",
                    person: "KABEYA Marie", state: "À examiner", tone: .warning, since: "2 h",
                    appointment: "lundi 10:05")
            })
    }

    private static func dossier(_ frame: Frame) -> DeskDossierPage {
        let piece = DeskDossierPage.Piece(
            id: "1", label: "Document", detail: "PDF, 1,2 Mo", href: "?piece=1", isImage: true,
            view: "/view.png")
        return DeskDossierPage(
            frame: frame, reference: "K7M2-9QXF", procedure: "Légalisation", state: "À examiner",
            tone: .warning,
            facts: [("Nom", "KABEYA <b>"), ("Prénom", "Marie"), ("Naissance", "27 mars 1985")],
            checks: [
                .init(text: "Payé", tone: .success), .init(text: "Originaux à vérifier", tone: .warning),
            ],
            acts: [
                .init(label: "Approuver", href: "/a", kind: .primary),
                .init(label: "Rejeter", href: "/r", kind: .danger),
                .init(label: "Signer", href: "/s", kind: .primary, blocked: "Impossible"),
            ],
            panels: [
                PaymentPanel(
                    frame: frame, due: "25,00 €", minor: 2_500, action: "/pay",
                    tills: [.init(value: "guichet-1", label: "guichet-1")]
                ).html
            ],
            pieces: [piece], shown: piece, documents: [("Attestation", "/doc", "…7K2F")],
            timeline: Timeline(entries: [.init(when: "hier", what: "Reçu", who: "Vous")]),
            conversation: [.init(who: "Marie", when: "hier", text: "Bonjour", isMine: false)],
            sendAction: "/s",
            done: frame.say("desk.dossier.done"))
    }

    private static func act(_ frame: Frame) -> ActPage {
        ActPage(
            frame: frame, reference: "K7M2-9QXF", title: "Rejeter", action: "/x", back: "/y",
            reasons: [
                .init(value: "a", label: "Illisible"), .init(value: "b", label: "Hors circonscription"),
            ],
            pieces: [.init(value: "p", label: "Document")], asksForNote: true,
            errors: [FieldError(control: "reason", text: frame.say("desk.act.reason_missing"))])
    }

    private static func preview(_ frame: Frame) -> ActPreviewPage {
        ActPreviewPage(
            frame: frame, reference: "K7M2-9QXF", title: "Rejeter", action: "/x", back: "/y",
            fields: [(name: "reason", value: "a")], summary: [("Motif", "Illisible")],
            previews: [.init(medium: "SMS", text: "Votre demande K7M2-9QXF est rejetée.")], kind: .danger)
    }
}
