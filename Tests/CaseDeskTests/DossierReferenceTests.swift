import CaseDesk
import Testing

@Suite struct `A reference` {
    @Test func `is read back however it is typed`() throws {
        for _ in 0..<200 {
            let reference = Reference.random()
            #expect(Reference(reference.description) == reference)
            #expect(Reference(reference.text.lowercased()) == reference)
            #expect(Reference(reference.description.replacing("-", with: "\u{2011}")) == reference)
            #expect(Reference(reference.description.replacing("-", with: " – ")) == reference)
            #expect(Reference(" " + reference.text.map(String.init).joined(separator: " ")) == reference)
        }
    }

    @Test func `catches every single slip`() throws {
        let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
        for _ in 0..<20 {
            let characters = Array(Reference.random().text)
            for place in characters.indices {
                for other in alphabet where other != characters[place] {
                    var slip = characters
                    slip[place] = other
                    #expect(Reference(String(slip)) == nil)
                }
            }
        }
    }

    @Test func `catches the swap of neighbours, but for the two ends of the alphabet`() throws {
        for _ in 0..<200 {
            let characters = Array(Reference.random().text)
            for place in characters.indices.dropLast() where characters[place] != characters[place + 1] {
                var swapped = characters
                swapped.swapAt(place, place + 1)
                let ends = Set([characters[place], characters[place + 1]]) == ["2", "Z"]
                #expect((Reference(String(swapped)) == nil) != ends)
            }
        }
    }

    @Test(arguments: ["", "2345", "OOOOOOOO0", "ABCD-EFGH-KK", "ABCDEFGHé"])
    func `refuses what none could be`(typed: String) {
        #expect(Reference(typed) == nil)
    }
}
