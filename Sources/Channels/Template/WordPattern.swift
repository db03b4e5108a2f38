internal import CICU

/// A compiled ICU MessageFormat pattern.
@safe final class WordPattern: @unchecked Sendable {
    /// What ICU found wrong, and where.
    struct Malformed: Error {
        let reason: String
    }

    enum Argument {
        case text(String)
        case integer(Int64)
    }

    // Sendable: the shim locks a pattern while it formats.
    private let handle: OpaquePointer
    /// Every placeholder, nested ones too.
    let names: Set<String>

    init(_ source: String, locale: String) throws(Malformed) {
        var reason = [CChar](repeating: 0, count: 160)
        let compiled = unsafe reason.withUnsafeMutableBufferPointer { buffer in
            unsafe icu_pattern_compile(locale, source, buffer.baseAddress, buffer.count)
        }
        guard let compiled = unsafe compiled else {
            let bytes = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Malformed(reason: String(decoding: bytes, as: UTF8.self))
        }
        unsafe handle = compiled
        let listed = unsafe ICUText.collect { out, capacity in
            unsafe icu_pattern_names(compiled, out, capacity)
        }
        names = Set((listed ?? "").split(separator: "\n").map(String.init))
    }

    deinit {
        unsafe icu_pattern_free(handle)
    }

    /// Nil when ICU refuses the values. A placeholder without a value shows its own name in braces.
    func format(_ values: [String: Argument]) -> String? {
        let names = values.keys.sorted()
        var texts: [[CChar]] = []
        var arguments: [icu_argument] = unsafe []
        for name in names {
            texts.append(Array(name.utf8CString))
            if case .text(let text) = values[name] {
                // A zero byte would end the text early.
                texts.append(Array(text.replacing("\0", with: "\u{FFFD}").utf8CString))
            }
        }
        // The buffers are kept in one place, which doesn't move while ICU reads them.
        let flat = texts.flatMap(\.self)
        return unsafe flat.withUnsafeBufferPointer { buffer in
            var offset = 0
            var taken = 0
            func next() -> UnsafePointer<CChar>? {
                defer {
                    offset += texts[taken].count
                    taken += 1
                }
                return unsafe buffer.baseAddress.map { unsafe $0 + offset }
            }
            for name in names {
                let label = unsafe next()
                switch values[name] {
                case .text:
                    unsafe arguments.append(icu_argument(name: label, text: next(), integer: 0))
                case .integer(let integer):
                    unsafe arguments.append(icu_argument(name: label, text: nil, integer: integer))
                case nil: break
                }
            }
            return unsafe ICUText.collect { out, capacity in
                unsafe arguments.withUnsafeBufferPointer { list in
                    unsafe icu_pattern_format(
                        handle, list.baseAddress, Int32(list.count), out, capacity)
                }
            }
        }
    }
}

/// Texts that ICU writes into a buffer of ours.
enum ICUText {
    /// Nil on an ICU error. Asks again with a larger buffer when the text didn't fit.
    static func collect(_ write: (UnsafeMutablePointer<CChar>?, Int32) -> Int32) -> String? {
        for capacity in [512, 16_384, 1 << 20] {
            var length: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                length = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    unsafe write(characters.baseAddress, Int32(capacity))
                }
                count = length >= 0 && length < capacity ? Int(length) : 0
            }
            if length < 0 { return nil }
            if Int(length) < capacity { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }
}
