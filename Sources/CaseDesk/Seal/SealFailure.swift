/// Why a signature or a seal could not be made, or what it needs could not be read.
package enum SealFailure: Error, Sendable, Equatable {
    /// A key or certificate file is missing, unreadable, under a passphrase, or they don't belong together.
    case keys(String)
    /// OpenSSL refused to sign.
    case signing(String)
    /// Not the kind of PDF file that a signature can be appended to.
    case structure(String)
}
