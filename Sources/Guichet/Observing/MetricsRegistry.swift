import Foundation
import Metrics
import Synchronization

/// swift-metrics into the Prometheus text format (version 0.0.4). Labels come from us, never from a request.
final class MetricsRegistry: MetricsFactory {
    private let samples = Mutex<[Series: Sample]>([:])

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Meter(registry: self, series: Series(label, dimensions))
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Meter(registry: self, series: Series(label, dimensions), aggregate: aggregate)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Meter(registry: self, series: Series(label + "_seconds", dimensions))
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    func text() -> String {
        let all = samples.withLock { $0 }
        var lines: [String] = []
        for (name, group) in Dictionary(grouping: all, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            let ordered = group.sorted { $0.key.labels < $1.key.labels }
            lines.append("# TYPE \(name) \(ordered[0].value.type)")
            for (series, sample) in ordered { lines += sample.lines(of: series) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    fileprivate func update(_ series: Series, _ change: (inout Sample?) -> Void) {
        samples.withLock { change(&$0[series]) }
    }
}

private struct Series: Hashable {
    let name: String
    let labels: String

    init(_ label: String, _ dimensions: [(String, String)]) {
        let allowed = label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        name = "guichet_" + String(allowed)
        labels = dimensions.map {
            "\($0.0)=\"\($0.1.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
        .joined(separator: ",")
    }

    func with(_ suffix: String = "", _ more: String = "") -> String {
        let all = [labels, more].filter { !$0.isEmpty }.joined(separator: ",")
        return name + suffix + (all.isEmpty ? "" : "{\(all)}")
    }
}

private enum Sample {
    case counter(Int64)
    case gauge(Double)
    case histogram(count: Int, sum: Double, buckets: [Int])

    static let bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    var type: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    func lines(of series: Series) -> [String] {
        switch self {
        case .counter(let value): ["\(series.with()) \(value)"]
        case .gauge(let value): ["\(series.with()) \(value)"]
        case .histogram(let count, let sum, let buckets):
            zip(Self.bounds, buckets).map { "\(series.with("_bucket", "le=\"\($0)\"")) \($1)" }
                + [
                    "\(series.with("_bucket", "le=\"+Inf\"")) \(count)", "\(series.with("_sum")) \(sum)",
                    "\(series.with("_count")) \(count)",
                ]
        }
    }

    static func observe(_ value: Double, in sample: inout Sample?) {
        var (count, sum, buckets) = (0, 0.0, [Int](repeating: 0, count: bounds.count))
        if case .histogram(let oldCount, let oldSum, let old) = sample {
            (count, sum, buckets) = (oldCount, oldSum, old)
        }
        for (index, bound) in bounds.enumerated() where value <= bound { buckets[index] += 1 }
        sample = .histogram(count: count + 1, sum: sum + value, buckets: buckets)
    }
}

private final class Meter: CounterHandler, RecorderHandler, TimerHandler {
    private let registry: MetricsRegistry
    private let series: Series
    private let aggregate: Bool

    init(registry: MetricsRegistry, series: Series, aggregate: Bool = true) {
        self.registry = registry
        self.series = series
        self.aggregate = aggregate
    }

    func increment(by amount: Int64) {
        registry.update(series) { sample in
            if case .counter(let value) = sample {
                sample = .counter(value + amount)
            } else {
                sample = .counter(amount)
            }
        }
    }

    func reset() {
        registry.update(series) { $0 = .counter(0) }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        registry.update(series) { sample in
            if aggregate { Sample.observe(value, in: &sample) } else { sample = .gauge(value) }
        }
    }

    func recordNanoseconds(_ duration: Int64) {
        registry.update(series) { Sample.observe(Double(duration) / 1e9, in: &$0) }
    }
}
