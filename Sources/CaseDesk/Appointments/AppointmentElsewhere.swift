import Scheduler

extension Appointments {
    /// The first free place at each other post that offers the dossier's procedure, within so many days, the earliest
    /// first; nothing where no other post does.
    func firstElsewhere(
        for dossier: Dossier, days: Int
    ) async throws -> [(post: PostProfile, slot: Slot)] {
        let procedure = try await dossiers.procedure(of: dossier)
        let visit = try visit(of: dossier, procedure, .web)
        let pool = try await priority(of: dossier.id.text)?.pool ?? visit.pool
        let known = Set(booking.posts(offering: visit.service))
        let posts = news.letters.catalogue.posts(offering: procedure.id).filter {
            $0.id != dossier.post && known.contains($0.id.text)
        }
        guard !posts.isEmpty else { return [] }
        let visits = posts.map {
            Visit(
                post: $0.id.text, service: visit.service, units: visit.units, pool: pool,
                channel: visit.channel)
        }
        return try await booking.first(of: visits, days: days, at: moment()).compactMap { place in
            posts.first { $0.id.text == place.post }.map { ($0, place.slot) }
        }
    }
}
