extension RecurrenceRule {
    /// The rule with the days that it leaves to its start (RFC 5545 §3.3.10: "derived from the Start Time").
    func completed(by start: LocalDateTime) -> Self {
        var rule = self
        guard days.isEmpty, monthDays.isEmpty, yearDays.isEmpty else { return rule }
        switch frequency {
        case .yearly where weekNumbers.isEmpty:
            rule.monthDays = [start.date.day]
            if months.isEmpty { rule.months = [start.date.month] }
        case .monthly: rule.monthDays = [start.date.day]
        case .yearly, .weekly: rule.days = [Day(start.date.weekday)]
        case .daily, .hourly, .minutely, .secondly: break
        }
        return rule
    }

    /// The times of day at which a period shorter than a day may begin.
    var gate: ClockTimes {
        let anyHour = hours.isEmpty ? Array(0..<24) : hours.ascending
        let anyMinute = minutes.isEmpty ? Array(0..<60) : minutes.ascending
        return switch frequency {
        case .secondly:
            ClockTimes(
                hours: anyHour, minutes: anyMinute,
                seconds: seconds.isEmpty ? Array(0..<60) : realSeconds)
        case .minutely: ClockTimes(hours: anyHour, minutes: anyMinute)
        case .hourly: ClockTimes(hours: anyHour)
        case .daily, .weekly, .monthly, .yearly: ClockTimes()
        }
    }

    /// The times of the instances after the beginning of a day, or of a shorter period.
    func times(from start: LocalTime) -> ClockTimes {
        let second = seconds.isEmpty ? [start.secondOfDay % 60] : realSeconds
        let minute = minutes.isEmpty ? [start.secondOfDay / 60 % 60] : minutes.ascending
        let hour = hours.isEmpty ? [start.secondOfDay / 3_600] : hours.ascending
        return switch frequency {
        case .secondly: ClockTimes()
        case .minutely: ClockTimes(seconds: second)
        case .hourly: ClockTimes(minutes: minute, seconds: second)
        case .daily, .weekly, .monthly, .yearly: ClockTimes(hours: hour, minutes: minute, seconds: second)
        }
    }

    /// Who knows no leap seconds takes the second 60 for the second 59 (RFC 5545 §3.3.12).
    private var realSeconds: [Int] { seconds.map { min($0, 59) }.ascending }
}

extension [Int] {
    fileprivate var ascending: Self { Set(self).sorted() }
}
