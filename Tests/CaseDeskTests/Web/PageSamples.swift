import Channels

@testable import CaseDesk

/// Every page with something in it, for the checks that hold for all of them.
enum PageSamples {
    static let locales = offeredLocales

    static func frame(_ locale: String, _ visitor: Frame.Visitor = .nobody) -> Frame {
        Frame(
            say: Phrases(words: TestWords.words, locale: locale),
            ministry: locale == "ar" ? "جمهورية الكونغو الديمقراطية" : "République démocratique du Congo",
            post: locale == "ar" ? "القنصلية في بروكسل" : "Ambassade à Bruxelles, section consulaire",
            languages: locales.map { .init(code: $0, name: TestWords.words.locale($0).name) },
            path: "/procedures/x", visitor: visitor, csrf: "token", emergencyPhone: "+32 2 213 49 80",
            requestID: "01jd0f7k")
    }

    static func all(in locale: String) -> [(name: String, html: HTML)] {
        publicPages(locale) + citizenPages(locale) + appointmentPages(locale) + deskPages(locale)
            + displacementPages(locale)
            + absencePages(locale)
            + agendaPages(locale)
            + behalfPages(locale)
            + webhookPages(locale)
    }

    private static func publicPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale)
        let say = frame.say
        return [
            (
                "home",
                HomePage(
                    frame: frame,
                    procedures: [
                        .init(
                            href: "/\(locale)/procedures/x", title: "Légalisation d’un document",
                            summary: "Faire reconnaître la signature d’un acte public.")
                    ],
                    post: PostCard(
                        name: frame.post, address: "Rue Marie de Bourgogne 30, 1050 Bruxelles",
                        phone: "+32 2 213 49 80", email: "consulat@example.org", zone: "Europe/Brussels",
                        hours: "Du lundi au vendredi, 9 h – 12 h 30")
                ).html
            ),
            (
                "procedure",
                ProcedurePage(
                    frame: frame, title: "Légalisation d’un document",
                    summary: "Faire reconnaître une signature.",
                    conditions: ["Le document est un acte public congolais."],
                    pieces: [.init(label: "Le document", why: "Nous le comparons.", needsOriginal: true)],
                    fees: [
                        .init(
                            label: say("web.procedure.documents", ["count": .integer(1)]), amount: "25,00 €")
                    ],
                    waivers: ["Vous êtes indigent."], delay: "Trois jours ouvrables", bring: ["L’original"],
                    startAction: "/\(locale)/procedures/x/start"
                ).html
            ),
            ("contact", ContactPage(frame: frame, action: "/x", back: "/\(locale)").html),
            (
                "contact-error",
                ContactPage(
                    frame: frame, action: "/x", back: "/\(locale)", typed: "a@\"><b",
                    error: say("web.contact.wrong")
                ).html
            ),
            ("code", CodePage(frame: frame).html),
            ("code-error", CodePage(frame: frame, error: say("web.code.spent"), wasResent: true).html),
            (
                "enter",
                EnterPage(
                    frame: frame, action: "/x", title: say("web.enter.title"), text: say("web.enter.text"),
                    button: say("web.enter.button")
                ).html
            ),
            (
                "accessibility",
                TextPage(frame: frame, key: "web.accessibility", sections: ["state", "help"]).html
            ),
            (
                "privacy",
                TextPage(
                    frame: frame, key: "web.privacy", sections: ["use", "keep", "safe", "rights", "cookies"]
                ).html
            ),
            ("verify", VerifyFormPage(frame: frame, error: say("web.verify.missing")).html),
            (
                "verified",
                VerifiedPage(
                    frame: frame, standing: .revoked, reason: "Erreur matérielle",
                    rows: [(say("web.verify.number"), "…7K2F")]
                ).html
            ),
            ("verified-valid", VerifiedPage(frame: frame, standing: .valid, rows: []).html),
            ("not-found", FailurePage(frame: frame, failure: .notFound).html),
            ("signed-out", FailurePage(frame: frame, failure: .signedOut).html),
        ]
    }

    private static func citizenPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .citizen)
        let say = frame.say
        let row = SummaryList.Row(
            label: "Nom", value: "Kabila & <fils>", change: ("/x", say("web.check.change")))
        return [
            (
                "requests",
                RequestsPage(
                    frame: frame,
                    entries: [
                        .init(
                            href: "/x", title: "Légalisation", reference: "K7M2-9QXF", state: "En examen",
                            tone: .plain, changed: "samedi 21 novembre 2026")
                    ]
                ).html
            ),
            ("requests-empty", RequestsPage(frame: frame, entries: []).html),
            ("step", step(frame, errors: []).html),
            ("step-error", step(frame, errors: [FieldError(control: "birth", text: "Une date ?")]).html),
            (
                "step-single",
                StepPage(
                    frame: frame, title: "Combien ?",
                    controls: [
                        .text(TextControl(id: "count", label: "Combien de documents ?", inputMode: "numeric"))
                    ],
                    errors: [], progress: (2, 4), action: "/x", back: "/y"
                ).html
            ),
            ("pieces", pieces(frame).html),
            (
                "check",
                CheckPage(
                    frame: frame, groups: [.init(title: "Identité", rows: [row])],
                    fee: [("Total", "50,00 €")],
                    feeNote: say("web.check.fee_counter"), action: "/x", back: "/y"
                ).html
            ),
            (
                "done",
                DonePage(
                    frame: frame, procedure: "Légalisation", reference: "K7M2-9QXF",
                    next: [say("web.done.next_proof"), say("web.done.next_book")], proofHref: "/p",
                    appointmentHref: "/a", dossierHref: "/d"
                ).html
            ),
            ("saved", SavedPage(frame: frame, until: "19 février 2027", resume: "/x").html),
            ("dossier", dossier(frame).html),
        ]
    }

    private static func step(_ frame: Frame, errors: [FieldError]) -> StepPage {
        StepPage(
            frame: frame, title: "Le titulaire", introduction: "La personne nommée sur le document.",
            controls: [
                .text(
                    TextControl(id: "surname", label: "Nom", value: "O'Brien", autocomplete: "family-name")),
                .date(
                    DateControl(
                        say: frame.say, id: "birth", legend: "Date de naissance", day: "31", month: "2",
                        hint: frame.say("web.date.hint"), error: errors.text(for: "birth"),
                        autocomplete: "bday")),
                .choice(
                    ChoiceControl(
                        id: "kind", legend: "Type",
                        options: [.init(value: "a", label: "Acte", hint: "De l’état civil")])),
                .select(
                    SelectControl(
                        id: "country", label: "Pays", options: [.init(value: "BE", label: "Belgique")])),
                .text(
                    TextControl(
                        id: "more", label: "Précision", kind: .area, optional: frame.say("web.step.optional"))
                ),
            ],
            errors: errors, progress: (1, 4), action: "/x", back: "/y")
    }

    private static func pieces(_ frame: Frame) -> PiecesPage {
        func card(_ id: String, received: String?, error: String?) -> PiecesPage.Card {
            .init(
                id: id, label: "Document \(id)", why: "Nous comparons la signature.",
                formats: "PDF, JPEG, PNG", accept: "application/pdf,image/jpeg,image/png", largest: "20 Mo",
                needsOriginal: true, received: received, action: "/x", uploads: "/u", removal: "/r",
                error: error)
        }
        return PiecesPage(
            frame: frame, progress: (3, 4),
            cards: [
                card("p1", received: "Pièce reçue : PDF, 1,2 Mo", error: nil),
                card("p2", received: nil, error: frame.say("pieces.refusal.wrong_format")),
            ], next: "/n", back: "/b", later: "/l")
    }

    private static func dossier(_ frame: Frame) -> DossierPage {
        DossierPage(
            frame: frame, procedure: "Légalisation d’un document", reference: "K7M2-9QXF",
            state: "À compléter",
            tone: .warning, sentence: "Nous attendons une nouvelle photo de votre document.",
            awaited: [.init(text: "Remplacez la pièce.", button: "Remplacer", href: "/x")],
            appointment: ("lundi 30 novembre 2026 à 10 h 05", "/a"),
            documents: [.init(title: "Attestation", href: "/doc", detail: "21 novembre 2026")],
            payment: [("À payer", "25,00 €")], pieces: [("Document", "Reçue")],
            timeline: Timeline(entries: [
                .init(when: "21 novembre 2026", what: "Demande reçue", who: "Vous", details: ["SMS : reçu"])
            ]),
            conversation: [.init(who: "Vous", when: "hier", text: "Bonjour <b>", isMine: true)],
            sendAction: "/s")
    }

    private static func tourPage(_ frame: Frame) -> DaysPage {
        var page = DaysPage(
            frame: frame,
            days: [.init(href: "?day=1", date: "samedi 16 janvier", places: 3, isChosen: true)],
            chosen: "samedi 16 janvier 2027", morning: [.init(value: "1", label: "09:00")], afternoon: [],
            minutes: 8, zone: "Luxembourg", action: "/x", earlier: nil, later: nil, back: "/b")
        page.address = "Salle <1>, rue X"
        page.venues = VenueChoice(places: [
            .init(href: "?at=a", city: "Bruxelles", detail: frame.say("tours.post"), isChosen: false),
            .init(href: "?at=b", city: "Luxembourg", detail: "samedi 16 janvier", isChosen: true),
        ])
        return page
    }

    private static func appointmentPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .citizen)
        return [
            (
                "places",
                DaysPage(
                    frame: frame,
                    days: (1...8).map {
                        .init(href: "?day=\($0)", date: "lundi \($0) décembre", places: $0, isChosen: $0 == 2)
                    },
                    chosen: "lundi 2 décembre 2026",
                    morning: ["09:00", "09:10", "09:20"].map { .init(value: $0, label: $0) },
                    afternoon: [.init(value: "14:00", label: "14:00")], minutes: 8, zone: "Europe/Brussels",
                    action: "/x", earlier: nil, later: "/l", back: "/b",
                    refusal: frame.say("web.places.taken")
                ).html
            ),
            (
                "tour",
                tourPage(frame).html
            ),
            (
                "held",
                HeldPage(
                    frame: frame, when: "lundi 2 décembre 2026 à 09:10", place: "Rue Marie de Bourgogne 30",
                    until: "10:15", clock: "Heures de Bruxelles", bring: ["L’original"], confirm: "/c",
                    other: "/o"
                ).html
            ),
            (
                "booked",
                BookedPage(
                    frame: frame, reference: "K7M2-9QXF", when: "lundi 2 décembre 2026 à 09:10",
                    place: "Rue Marie de Bourgogne 30", clock: "Heures de Bruxelles", bring: ["L’original"],
                    arrival: HTML(trusted: "<svg viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8H0z\"/></svg>"),
                    calendar: "/ics", move: "/m", cancel: "/c", dossier: "/d", presence: .open("/p")
                ).html
            ),
            (
                "cancel",
                ConfirmPage(
                    frame: frame, title: frame.say("web.booked.cancel_title"),
                    text: frame.say("web.booked.cancel_text", ["when": .text("lundi")]),
                    button: frame.say("web.booked.cancel_button"), action: "/x", back: "/y"
                ).html
            ),
            (
                "cancelled",
                OutcomePage(
                    frame: frame, title: frame.say("web.booked.cancelled_title"),
                    text: frame.say("web.booked.cancelled_text"), way: (frame.say("web.booked.again"), "/x")
                ).html
            ),
        ]
    }
}
