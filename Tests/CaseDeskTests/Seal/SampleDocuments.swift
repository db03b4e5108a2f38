import CaseDesk
import Crypto
import Foundation
import Scheduler

/// The ministry's templates filled in, signed by keys made for these tests.
struct SampleDocuments {
    static let shared = Result { try SampleDocuments() }

    let scratch = Scratch()
    let files: Signer.Files
    let signer: Signer
    let check: SignatureCheck
    let sealKey: SealKey
    let printer: DocumentPrinter
    /// Of this hour, since the signer's certificate is; in whole seconds, as a PDF says it.
    let issuedAt = Instant(milliseconds: ServerClock.system.now.milliseconds / 1_000 * 1_000)

    static let templates =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/document-templates"

    init() throws {
        files = try Signer.generateDevelopment(
            scratch.path, ministry: "Ministère des Affaires étrangères (essai)")
        signer = try Signer(certificates: files.certificates, key: files.key)
        check = try SignatureCheck(anchors: files.authority)
        sealKey = try SealKey(file: files.sealKey)
        printer = try DocumentPrinter()
    }

    func signed(_ kind: String, _ locale: String, with extra: [String: String] = [:]) async throws -> [UInt8]
    {
        let page = try await printed(kind, locale, with: extra)
        return try await signer.sign(page.pdf, at: issuedAt, description: page.description)
    }

    func printed(
        _ kind: String, _ locale: String, with extra: [String: String] = [:]
    ) async throws -> DocumentPrinter.Page {
        let template = try DocumentTemplate(directory: Self.templates, kind: kind, locale: locale)
        let code = Self.code
        let seal = Seal(
            kind: kind, code: code, post: "bruxelles", issuedOn: LocalDate(ordinal: 20_778),
            validUntil: LocalDate(ordinal: 22_604))
        let values = (locale == "ar" ? Self.arabic : Self.french).merging([
            "number": code.description, "last_four": code.lastFour, "site": "guichet.example.cd/v",
        ]) { first, _ in first }.merging(extra) { _, second in second }
        return try await printer.print(
            template, values: values,
            address: "https://guichet.example.cd/v/\(code.value)#\(try seal.sealed(code, by: sealKey))",
            at: issuedAt)
    }

    static let code: VerificationCode = .random()

    static let french = [
        "ministry": "République démocratique du Congo", "post": "Ambassade à Bruxelles · Section consulaire",
        "place": "Bruxelles", "issued_on": "21 novembre 2026",
        "signatory": "Pour le chef de poste, le vice-consul",
        "holder": "Ilunga Mbuyi Béatrice", "reference": "7K2M-9QXT-4",
        "procedure": "Légalisation de document",
        "submitted_at": "21 novembre 2026 à 10:30", "pieces": "Diplôme (4 pages)\nCarte d’identité (2 pages)",
        "fee": "30,00 €", "delay": "72 heures", "receipt_number": "BRU-2026-000017", "amount": "30,00 €",
        "purpose": "Légalisation de document", "detail": "2 documents × 15,00 €", "means": "Espèces",
        "paid_at": "21 novembre 2026 à 11:05", "till": "Caisse 1", "document_kind": "Diplôme de licence",
        "issuing_authority": "Université de Kinshasa", "document_signatory": "Pr Kalala N’Dala, recteur",
        "document_date": "14 juillet 2019", "documents": "2", "destination": "Belgique",
        "valid_until": "", "scan_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "birth_date": "3 mars 1988", "birth_place": "Mbuji-Mayi", "registration_number": "BRU-04417",
        "residence": "Chaussée de Wavre 100, 1050 Ixelles", "addressee": "",
    ]

    private static let arabic = [
        "ministry": "جمهورية الكونغو الديمقراطية", "post": "السفارة في بروكسل · القسم القنصلي",
        "place": "بروكسل", "issued_on": "21 نوفمبر 2026", "signatory": "عن رئيس المركز، نائب القنصل",
        "holder": "بياتريس إيلونغا مبويي", "reference": "7K2M-9QXT-4", "procedure": "تصديق وثيقة",
        "submitted_at": "21 نوفمبر 2026 الساعة 10:30",
        "pieces": "شهادة جامعية (4 صفحات)\nبطاقة الهوية (صفحتان)",
        "fee": "30,00 €", "delay": "72 ساعة", "receipt_number": "BRU-2026-000017", "amount": "30,00 €",
        "purpose": "تصديق وثيقة", "detail": "وثيقتان × 15,00 €", "means": "نقدًا",
        "paid_at": "21 نوفمبر 2026 الساعة 11:05", "till": "الصندوق 1", "document_kind": "شهادة الإجازة",
        "issuing_authority": "Université de Kinshasa", "document_signatory": "Pr Kalala N’Dala",
        "document_date": "14 يوليو 2019", "documents": "2", "destination": "بلجيكا",
        "valid_until": "21 نوفمبر 2031",
        "scan_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "birth_date": "3 مارس 1988", "birth_place": "مبوجي مايي", "registration_number": "BRU-04417",
        "residence": "Chaussée de Wavre 100, 1050 Ixelles", "addressee": "البلدية",
    ]
}
