import HTTPTypes
import Hummingbird
import NIOCore

/// The one file of a plain form, read as it arrives: the token comes first and is checked before a byte is kept.
struct UploadReader {
    struct File {
        let name: String
        let bytes: [UInt8]
    }

    let web: WebRequest
    let limit: Int

    func read() async throws -> File {
        guard let type = web.request.headers[.contentType], var parser = MultipartParser(contentType: type)
        else {
            throw WebFailure.malformed
        }
        var upload = Upload(token: web.formToken, limit: limit)
        do {
            for try await buffer in web.request.body {
                for event in try parser.feed(buffer.readableBytesView) { try upload.take(event) }
            }
            try parser.finish()
        } catch is MultipartParser.Failure {
            throw WebFailure.malformed
        }
        guard upload.isTrusted else { throw WebFailure.staleForm }
        return File(name: upload.name, bytes: upload.bytes)
    }

    private struct Upload {
        let token: String
        let limit: Int
        var isTrusted = false
        var name = ""
        var bytes: [UInt8] = []
        private var part = ""
        private var given: [UInt8] = []

        init(token: String, limit: Int) {
            self.token = token
            self.limit = limit
        }

        mutating func take(_ event: MultipartParser.Event) throws {
            switch event {
            case .began(let part):
                self.part = part.name
                if part.name == "file" { name = part.fileName ?? "" }
            case .bytes(let more): try keep(more)
            case .ended:
                if part == HiddenToken.name {
                    isTrusted = FormToken.matches(String(decoding: given, as: UTF8.self), token)
                }
            }
        }

        private mutating func keep(_ more: [UInt8]) throws {
            switch part {
            case HiddenToken.name:
                guard given.count + more.count <= 200 else { throw WebFailure.malformed }
                given += more
            case "file":
                guard isTrusted else { throw WebFailure.staleForm }
                guard bytes.count + more.count <= limit else {
                    throw PieceRefusal.tooBig(megabytes: limit / 1_000_000)
                }
                bytes += more
            default: break
            }
        }
    }
}
