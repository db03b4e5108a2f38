package import PostgresClient
package import Scheduler

/// What can be said about a file that somebody holds out: its signature, and what the register knows of it.
package struct DocumentVerification: Sendable {
    package struct Report: Sendable, Equatable, Encodable {
        package let signature: SignatureCheck.Verdict
        package let coversWholeFile: Bool
        package let signer: String?
        package let issuedAt: String?
        /// `valid`, `revoked`, `superseded`, `expired`, or `unknown` for a file that isn't in the register.
        package let status: String
        package let code: String?

        enum CodingKeys: String, CodingKey {
            case signature, signer, status, code
            case coversWholeFile = "covers_whole_file"
            case issuedAt = "issued_at"
        }

        /// Absent values are written as null.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(signature, forKey: .signature)
            try container.encode(coversWholeFile, forKey: .coversWholeFile)
            try container.encode(signer, forKey: .signer)
            try container.encode(issuedAt, forKey: .issuedAt)
            try container.encode(status, forKey: .status)
            try container.encode(code, forKey: .code)
        }
    }

    private let check: SignatureCheck
    private let documents: Documents

    package init(check: SignatureCheck, documents: Documents) {
        (self.check, self.documents) = (check, documents)
    }

    package func report(
        _ bytes: [UInt8], today: LocalDate, in session: some PostgresSession
    ) async throws -> Report {
        let result = check.check(bytes)
        let document = try await documents.document(withFile: bytes, in: session)
        var code: VerificationCode?
        if let document { code = try await documents.number(of: document) }
        return Report(
            signature: result.signature, coversWholeFile: result.coversWholeFile, signer: result.signer,
            issuedAt: result.issuedAt.map(PDFText.timestamp),
            status: document?.standing(on: today) ?? "unknown",
            code: code?.description)
    }
}
