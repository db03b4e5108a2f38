/// Why a backup wasn't made, isn't sound or wasn't restored, in words for the one who runs the service.
package enum BackupFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Only an empty folder, database, Redis or blob folder is written to.
    case notEmpty(String)
    /// Nothing that `create` finished: the manifest is written last.
    case incomplete(String)
    /// A file is missing, too many, or not what was written.
    case damaged(String)
    /// The archive's keys are wrapped by another master key; its fingerprint is told.
    case wrongMasterKey(String)
    /// The archive is of another ministry; its id is told.
    case otherMinistry(String)
    case tool(String, String)

    package var description: String {
        switch self {
        case .notEmpty(let place): "\(place) isn't empty"
        case .incomplete(let folder): "\(folder) holds no finished backup"
        case .damaged(let file): "\(file) isn't what the backup wrote"
        case .wrongMasterKey(let fingerprint):
            "this backup opens only with the master key whose fingerprint is \(fingerprint)"
        case .otherMinistry(let id): "this backup is of the ministry \(id)"
        case .tool(let name, let words): "\(name) failed: \(words)"
        }
    }
}
