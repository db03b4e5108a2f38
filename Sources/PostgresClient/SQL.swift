/// A statement. What is interpolated is bound as `$1`, `$2`, …, never spliced: `"… WHERE id = \(id)"`.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    let text: String
    let parameters: [PostgresParameter]

    package init(stringLiteral text: String) {
        self.text = text
        parameters = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        parameters = stringInterpolation.parameters
    }

    /// Text of our own, such as a migration; never anything that came from outside.
    package init(trusted text: String) {
        self.init(stringLiteral: text)
    }

    /// What the server prepares once: the text and the types, whatever the values.
    struct Shape: Hashable {
        let text: String
        let types: [UInt32]
    }

    var shape: Shape { Shape(text: text, types: parameters.map(\.type)) }

    package struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var parameters: [PostgresParameter] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ value: some PostgresValue) {
            parameters.append(value.parameter)
            text += "$\(parameters.count)"
        }

        /// NULL when there is none.
        package mutating func appendInterpolation(_ value: (some PostgresValue)?) {
            parameters.append(value.parameter)
            text += "$\(parameters.count)"
        }

        /// Text of our own (a column, a direction); never anything that came from outside.
        package mutating func appendInterpolation(raw trusted: String) { text += trusted }

        /// Another statement's text, its parameters renumbered.
        package mutating func appendInterpolation(_ part: SQL) {
            var number = 0
            var pieces = part.text.split(separator: "$", omittingEmptySubsequences: false).makeIterator()
            text += pieces.next() ?? ""
            while let piece = pieces.next() {
                let digits = piece.prefix(while: \.isNumber)
                if digits.isEmpty {
                    text += "$" + piece
                } else {
                    parameters.append(part.parameters[number])
                    number += 1
                    text += "$\(parameters.count)" + piece.dropFirst(digits.count)
                }
            }
        }
    }
}
