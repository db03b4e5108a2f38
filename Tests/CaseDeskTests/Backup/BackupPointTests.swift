import CaseDesk
import Foundation
import PostgresClient
import RedisClient
import Scheduler
import Synchronization
import Testing
import Vault

/// Writers as the product has them, while a backup is taken.
@Suite struct `The point of a backup` {
    @Test func `holds all that was acknowledged before it, in both servers and the blobs`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        try await place.postgres.query(
            "CREATE TABLE pieces (n int8 PRIMARY KEY, sealed bytea NOT NULL, blob text NOT NULL)")
        let acknowledged = Acknowledged()
        let writers = [
            Task { try await bookAndConfirm(at: place, acknowledged) },
            Task { try await storePieces(at: place, acknowledged) },
        ]
        try await acknowledged.until { $0.appointments.count >= 30 && $0.pieces >= 10 }
        let before = acknowledged.all
        let archive = BackupSandbox.newFolder()
        let manifest = try await place.backup.create(in: archive)
        let after = acknowledged.all
        for writer in writers { writer.cancel() }
        for writer in writers { _ = await writer.result }
        #expect(after.pieces > before.pieces && manifest.writersWaitedMs < 5_000)

        let new = try await BackupSandbox(masterKey: place.masterKey)
        try await new.restore(archive)
        try await expectPieces(before.pieces...after.pieces + 1, at: new)
        for appointment in before.appointments {
            #expect(try await new.booking.appointment(appointment.id) == appointment)
        }
        for check in try await new.booking.invariants(at: BackupSandbox.now) {
            #expect(check.ok, "\(check)")
        }
        // And it goes on: the same place can't be had twice, another one can.
        let taken = try #require(before.appointments.first)
        let again = try await new.booking.hold(
            BackupSandbox.visit, from: taken.start, for: "s", identity: taken.identity,
            request: OpaqueID.random(), at: BackupSandbox.now)
        #expect(again.refusal?.reason == .alreadyHolding(taken.id))
    }

    /// Rows from 1 on without a gap: those of the snapshot; each opens, and its job stands.
    private func expectPieces(_ count: ClosedRange<Int>, at place: BackupSandbox) async throws {
        let rows = try await place.postgres.query("SELECT n, sealed, blob FROM pieces ORDER BY n")
        #expect(count.contains(rows.count))
        let jobs = try await place.jobs.stats().ready
        // A job follows its row: the last one may be missing, and only it.
        #expect((count.lowerBound...rows.count + 1).contains(jobs))
        for (index, row) in rows.enumerated() {
            #expect(try row.decode("n", as: Int.self) == index + 1)
            let sealed = try row.decode("sealed", as: [UInt8].self)
            let text = try await place.vault.openText(sealed, in: place.scope, as: "name")
            #expect(text == "name \(index + 1)")
            let blob = try #require(BlobID(row.decode("blob", as: String.self)))
            #expect(try await place.blobs.readAll(blob, in: place.scope).count == 70_000 + index + 1)
        }
    }

    private func bookAndConfirm(at place: BackupSandbox, _ acknowledged: Acknowledged) async throws {
        let monday = try #require(LocalDate("2026-11-23"))
        let slots = try await place.booking.slots(
            BackupSandbox.visit, from: monday, days: 14, at: BackupSandbox.now)
        var person = 0
        while !Task.isCancelled {
            person += 1
            let held = try await place.booking.hold(
                BackupSandbox.visit, from: slots[person % slots.count].start, for: "s\(person)",
                identity: "p\(person)", request: "h\(person)", at: BackupSandbox.now)
            guard let hold = held.appointment else { continue }
            let booked = try await place.booking.confirm(
                hold.id, request: "c\(person)", at: BackupSandbox.now)
            if let appointment = booked.appointment {
                acknowledged.note { $0.appointments.append(appointment) }
            }
        }
    }

    /// The bytes, the row that names them, its job, then the answer.
    private func storePieces(at place: BackupSandbox, _ acknowledged: Acknowledged) async throws {
        var number = 0
        while !Task.isCancelled {
            number += 1
            let blob = try await place.blobs.store(
                [UInt8](repeating: 7, count: 70_000 + number), in: place.scope)
            let sealed = try await place.vault.seal("name \(number)", in: place.scope, as: "name")
            try await place.postgres.query(
                "INSERT INTO pieces VALUES (\(number), \(sealed), \(blob.value))")
            try await place.jobs.enqueue(
                NewJob(kind: "check", payload: "\(number)", key: "check/\(number)"), at: BackupSandbox.now)
            acknowledged.note { $0.pieces += 1 }
        }
    }
}

/// What the writers were told.
private final class Acknowledged: Sendable {
    struct Told {
        var appointments: [Appointment] = []
        var pieces = 0
    }

    private let told = Mutex(Told())

    var all: Told { told.withLock { $0 } }

    func note(_ change: @Sendable (inout Told) -> Void) { told.withLock { change(&$0) } }

    func until(_ enough: (Told) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while !enough(all) {
            guard ContinuousClock.now < end else { throw CancellationError() }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
