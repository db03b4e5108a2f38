// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: the strictest language the toolchain offers, and no warning is let through.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
/// A room has no business with raw memory: where it must, the word `unsafe` marks the line for review.
let room: [SwiftSetting] = strict + [.strictMemorySafety()]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "guichet",
    products: [.executable(name: "guichet", targets: ["Guichet"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration.git", from: "1.4.0",
            traits: ["CommandLineArguments", "YAML"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        // C libraries behind thin shims. Exactly one folder imports each.
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo"),
        .target(
            name: "CPango", dependencies: ["CPangoCairo"],
            linkerSettings: [
                .linkedLibrary("qrencode"), .linkedLibrary("fontconfig"), .linkedLibrary("pangoft2-1.0"),
            ]),
        .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        .target(name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]),

        // One small wrapper each.
        .target(
            name: "RedisClient", dependencies: ["CHiredis", logging, lifecycle] + nio, swiftSettings: strict),
        .target(
            name: "PostgresClient", dependencies: ["CPostgres", logging, lifecycle], swiftSettings: strict),
        .target(name: "Transfer", dependencies: ["CCurl", logging], swiftSettings: strict),
        .target(
            name: "Declared", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: room),
        .target(name: "Vault", dependencies: ["PostgresClient", crypto], swiftSettings: room),

        // The three rooms.
        .target(
            name: "Scheduler",
            dependencies: [
                "RedisClient", "PostgresClient", "Declared", crypto, logging, metrics, lifecycle,
            ],
            resources: [.embedInCode("Functions"), .embedInCode("Migrations")], swiftSettings: room),
        .target(
            name: "Channels",
            dependencies: [
                "Scheduler", "RedisClient", "PostgresClient", "Transfer", "Declared", "Vault", "CICU",
                "COpenSSL", "CPhoneNumber", crypto, logging, metrics, lifecycle,
            ],
            resources: [.embedInCode("Migrations")], swiftSettings: room),
        .target(
            name: "CaseDesk",
            dependencies: [
                "Channels", "Scheduler", "RedisClient", "PostgresClient", "Transfer", "Declared", "Vault",
                "COpenSSL", "CPango", crypto, logging, metrics, lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
            ] + nio,
            resources: [.embedInCode("Migrations"), .embedInCode("Web/Assets")], swiftSettings: room),
        .executableTarget(
            name: "Guichet",
            dependencies: [
                "CaseDesk", "Channels", "Scheduler", "RedisClient", "PostgresClient", "Transfer", "Declared",
                "Vault", logging, metrics, lifecycle, crypto,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Tests: a folder per room; TestServers starts the real servers they share.
        .target(
            name: "TestServers", dependencies: ["RedisClient", "PostgresClient", logging],
            path: "Tests/TestServers", swiftSettings: strict),
        // What `scripts/bench` measures of ours; peers and limits are driven by Tests/Bench/driver.
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Scheduler", "RedisClient", "PostgresClient", logging, lifecycle,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Bench", exclude: ["driver"], swiftSettings: strict),
        // Booking under fire: a driver, its clients, and a checker in Python beside them.
        .executableTarget(
            name: "Races",
            dependencies: [
                "Scheduler", "Declared", "RedisClient", "PostgresClient", "TestServers", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Races", exclude: ["Checker"], swiftSettings: strict),
        .testTarget(
            name: "RedisClientTests", dependencies: ["RedisClient", "TestServers", logging],
            swiftSettings: strict),
        .testTarget(
            name: "PostgresClientTests", dependencies: ["PostgresClient", "TestServers"],
            swiftSettings: strict),
        .testTarget(
            name: "TransferTests", dependencies: ["Transfer", "TestServers"] + nio, swiftSettings: strict),
        .testTarget(
            name: "VaultTests", dependencies: ["Vault", "PostgresClient", "TestServers", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "SchedulerTests",
            dependencies: [
                "Scheduler", "Declared", "RedisClient", "PostgresClient", "TestServers", logging, lifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ChannelsTests",
            dependencies: [
                "Channels", "Scheduler", "Declared", "Vault", "Transfer", "RedisClient", "PostgresClient",
                "TestServers",
            ] + nio,
            swiftSettings: strict),
        .testTarget(
            name: "CaseDeskTests",
            dependencies: [
                "CaseDesk", "Channels", "Scheduler", "Declared", "Vault", "Transfer", "RedisClient",
                "PostgresClient", "TestServers", crypto,
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict),
    ]
)
