import Scheduler
import Testing

/// The repository's ministry, whose post goes to the Azores for one morning: two hours behind Brussels.
struct TourRepository {
    private let edited: EditedRepository
    var root: String { edited.root }

    init(on date: LocalDate) throws {
        edited = try EditedRepository("ministries/cd/posts/bruxelles/agenda.yaml") { text in
            let own = text.replacing(#/(?m)^tours:\n(?:[ #].*\n)*/#, with: "")
            try #require(!own.contains("tours:"))
            return own + """
                tours:
                  azores:
                    city:
                      fr: Ponta Delgada
                      ar: بونتا ديلغادا
                      ln: Ponta Delgada
                      en: Ponta Delgada
                      sw: Ponta Delgada
                    zone: Atlantic/Azores
                    place:
                      fr: "Salle du port, Ponta Delgada"
                      ar: قاعة الميناء
                      ln: "Salle du port"
                      en: "Harbour hall"
                      sw: "Ukumbi wa bandari"
                    services: [legalisation]
                    days: [{ on: \(date), from: "09:00", to: "12:00", counters: 1 }]

                """
        }
    }

    func remove() { edited.remove() }
}
