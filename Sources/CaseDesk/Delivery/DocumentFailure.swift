/// Why a document could not be written, issued or revoked.
package enum DocumentFailure: Error, Sendable, Equatable {
    /// A mistake in a template: the file, its line (1 when the whole file is meant), and what is wrong.
    case template(file: String, line: Int, what: String)
    /// A template names a value that nobody gave.
    case missingValue(String)
    /// The fonts are missing, or cairo stopped.
    case rendering(String)
    /// No document has that number.
    case unknownDocument
}
