package enum VaultFailure: Error, Equatable, Sendable {
    /// What is wrong with the master key, in words for the one who runs the service.
    case masterKey(String)
    /// Altered, cut, moved to another place, or sealed under another key.
    case broken
    /// The scope's key was destroyed: nobody can read this any more.
    case erased
    case blob(String)
}
