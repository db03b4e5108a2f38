import Foundation

/// How long each of many calls took, and all of them together.
struct Pace: Encodable {
    let count: Int
    let seconds: Double
    let rate: Double
    let p50: Double
    let p99: Double
    let errors: Int

    enum CodingKeys: String, CodingKey {
        case count, seconds, rate, errors
        case p50 = "p50_ms"
        case p99 = "p99_ms"
    }

    /// `milliseconds` of each call, in any order.
    init(milliseconds: [Double], seconds: Double, errors: Int) {
        let sorted = milliseconds.sorted()
        count = sorted.count
        self.seconds = seconds
        rate = seconds > 0 ? Double(sorted.count) / seconds : 0
        p50 = percentile(sorted, 0.50)
        p99 = percentile(sorted, 0.99)
        self.errors = errors
    }

    /// Calls `work` with 0, 1, …, so many at once; false or a thrown error counts as an error.
    static func of(
        _ count: Int, inFlight: Int, _ work: @escaping @Sendable (Int) async throws -> Bool
    ) async -> Pace {
        let clock = ContinuousClock()
        let begin = clock.now
        let (times, errors) = await withTaskGroup(of: ([Double], Int).self) { group -> ([Double], Int) in
            for lane in 0..<min(inFlight, count) {
                group.addTask {
                    var times: [Double] = []
                    var errors = 0
                    for number in stride(from: lane, to: count, by: inFlight) {
                        let before = clock.now
                        if (try? await work(number)) != true { errors += 1 }
                        times.append((clock.now - before) / .milliseconds(1))
                    }
                    return (times, errors)
                }
            }
            var all: ([Double], Int) = ([], 0)
            for await (times, errors) in group {
                all.0 += times
                all.1 += errors
            }
            return all
        }
        return Pace(milliseconds: times, seconds: (clock.now - begin) / .seconds(1), errors: errors)
    }
}

/// Of sorted values; 0 when there are none.
func percentile(_ sorted: [Double], _ share: Double) -> Double {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// One line of JSON on standard output, for the driver.
func tell(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
