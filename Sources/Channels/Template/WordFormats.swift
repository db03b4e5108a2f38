internal import CICU
internal import Scheduler

/// Dates, sums and lists as a locale writes them. ICU knows no time zone here: the fields are already those of the wall.
struct WordFormats {
    let locale: LocaleFacts

    func date(_ date: LocalDate) -> String {
        locale.dates?.date(date) ?? wall(date, nil, skeleton: "yMMMMEEEEd") ?? date.description
    }

    func day(_ date: LocalDate) -> String {
        locale.dates?.day(date) ?? wall(date, nil, skeleton: "yMMMMd") ?? date.description
    }

    func time(_ time: LocalTime) -> String {
        wall(nil, time, skeleton: "Hm") ?? time.description
    }

    /// "mardi 24 novembre 2026 à 10:30 (heure de Bruxelles)".
    func dateTime(_ date: LocalDate, _ time: LocalTime, zone: String?) -> String {
        let moment = locale.dateTime.replacing("{date}", with: self.date(date))
            .replacing("{time}", with: self.time(time))
        guard let zone, let city = city(of: zone) else { return moment }
        return "\(moment) (\(locale.zoneTime.replacing("{city}", with: city)))"
    }

    func money(_ minor: Int64, _ currency: String) -> String {
        unsafe ICUText.collect { out, capacity in
            unsafe icu_money_format(locale.icu, currency, minor, out, capacity)
        } ?? "\(minor) \(currency)"
    }

    func integer(_ value: Int64) -> String { String(value) }

    func list(_ items: [String]) -> String {
        guard items.count > 1 else { return items.first ?? "" }
        let texts = items.map { Array($0.utf8CString) }
        let flat = texts.flatMap(\.self)
        let joined = unsafe flat.withUnsafeBufferPointer { buffer -> String? in
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            var offset = 0
            for text in texts {
                unsafe pointers.append(buffer.baseAddress.map { unsafe $0 + offset })
                offset += text.count
            }
            return unsafe ICUText.collect { out, capacity in
                unsafe pointers.withUnsafeBufferPointer { list in
                    unsafe icu_list_format(
                        locale.icu, list.baseAddress, Int32(list.count), out, capacity)
                }
            }
        }
        return joined ?? items.joined(separator: ", ")
    }

    private func city(of zone: String) -> String? {
        locale.cities[zone]
            ?? (unsafe ICUText.collect { out, capacity in
                unsafe icu_zone_city(locale.icu, zone, out, capacity)
            })
    }

    private func wall(_ date: LocalDate?, _ time: LocalTime?, skeleton: String) -> String? {
        let second = time?.secondOfDay ?? 0
        return unsafe ICUText.collect { out, capacity in
            unsafe icu_wall_time_format(
                locale.icu, skeleton, Int32(date?.year ?? 2000), Int32(date?.month ?? 1),
                Int32(date?.day ?? 1), Int32(second / 3_600), Int32(second / 60 % 60), out, capacity)
        }
    }
}
