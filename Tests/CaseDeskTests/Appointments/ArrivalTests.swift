import CaseDesk
import Scheduler
import Testing

@Suite struct `An arrival code` {
    @Test func `opens the appointment, scanned or typed, and so does the reference`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let text = ground.appointments.arrivalText(booked)
            let reference = ground.dossier.reference.description
            for code in [text, text.lowercased(), " \(text)\n", reference, reference.lowercased()] {
                #expect(try await ground.appointments.arrival(code) == booked, "\(code)")
            }
        }
    }

    @Test func `can't be forged`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let text = ground.appointments.arrivalText(booked)
            let changed = text.dropLast() + (text.last == "0" ? "1" : "0")
            let parts = text.split(separator: "-").map(String.init)
            let other = AppointmentGround.otherID(than: parts[0])
            let forged = [
                String(changed), parts[0], "\(parts[0])-", "\(other)-\(parts[1])",
                "\(parts[0])-00000000000000000000", "", "-", String(repeating: "é", count: 40),
            ]
            for code in forged { #expect(try await ground.appointments.arrival(code) == nil, "\(code)") }
        }
    }

    @Test func `says nothing about the person`() async throws {
        try await withAppointments { ground in
            let text = ground.appointments.arrivalText(try await ground.booked())
            #expect(text.utf8.count == 47)
            #expect(!text.contains(ground.person.uppercased()))
            #expect(!text.contains(ground.dossier.id.text.uppercased()))
            #expect(!text.contains(ground.dossier.reference.text))
        }
    }
}

extension AppointmentGround {
    static func otherID(than id: String) -> String {
        (id.first == "0" ? "1" : "0") + id.dropFirst()
    }
}
