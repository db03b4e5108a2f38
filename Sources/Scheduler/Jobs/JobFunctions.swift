import RedisClient

/// The job engine's functions; each file in Functions/ says what it takes and answers.
enum JobFunctions {
    static let enqueue = function("enqueue", PackageResources.jobs_enqueue_lua)
    static let take = function("take", PackageResources.jobs_take_lua)
    static let finish = function("finish", PackageResources.jobs_finish_lua)
    static let giveBack = function("give_back", PackageResources.jobs_give_back_lua)
    static let bury = function("bury", PackageResources.jobs_bury_lua)
    static let extend = function("extend", PackageResources.jobs_extend_lua)
    static let dead = function("dead", PackageResources.jobs_dead_lua)
    static let replay = function("replay", PackageResources.jobs_replay_lua)
    static let stats = function("stats", PackageResources.jobs_stats_lua)

    private static func function(_ name: String, _ source: [UInt8]) -> RedisFunction {
        RedisFunction(
            name: "jobs_\(name)",
            sources: [PackageResources.clock_lua, PackageResources.jobs_shared_lua, source])
    }
}

/// What became of a lease that was handed in.
package enum LeaseAnswer: Int, Sendable {
    /// It had expired and the job went on without us: nothing was changed.
    case lost = 0
    case accepted = 1
    /// The job is a dead letter now.
    case dead = 2
}
