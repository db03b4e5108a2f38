import Channels
import Declared
package import Scheduler
import Vault

// What is shown at the door, on a screen or on paper.
extension Appointments {
    /// For the QR: who reads it learns nothing, and nobody can make up another. Capitals, digits and a hyphen only,
    /// which a QR holds in its densest mode.
    package func arrivalText(_ appointment: Appointment) -> String {
        "\(appointment.id.value)-\(seal(of: appointment.id))".uppercased()
    }

    /// The appointment of an arrival code or of a dossier's reference; nil for anything else, forged codes too.
    package func arrival(_ scannedOrTyped: String) async throws -> Appointment? {
        let text = scannedOrTyped.lowercased().filter { !$0.isWhitespace }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, parts[1].utf8.count == Self.sealLength {
            let id = Appointment.ID(parts[0])
            return same(parts[1], seal(of: id)) ? try await appointment(id) : nil
        }
        guard let reference = Reference(text), let dossier = try await dossiers.find(reference) else {
            return nil
        }
        return try await current(of: dossier)
    }

    /// The `.ics` file for download; its event is the one that the messages carry.
    package func calendarFile(of appointment: Appointment, dossier: Dossier) async throws -> String {
        let profile = news.letters.catalogue.ministry.sender
        guard let sender = EmailAddress(profile.email) else { throw DossierRefusal.notOffered }
        let changed = try await booking.changes(of: appointment.id).last?.at
        let event = news.calendarEvent(
            appointment, dossier, try await dossiers.procedure(of: dossier),
            appointment.state == .booked ? .request : .cancel, link: nil, changed: changed)
        return try event.file(from: sender, named: profile.name[dossier.locale], at: clock.now)
    }

    /// 80 bits of a keyed hash.
    private func seal(of id: Appointment.ID) -> String {
        vault.blindIndex(id.value, purpose: "appointment-arrival").prefix(Self.sealLength / 2)
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static let sealLength = 20

    /// Takes as long wherever they differ.
    private func same(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
