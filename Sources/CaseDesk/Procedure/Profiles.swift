package import Declared
package import Scheduler

/// What a ministry says of itself.
package struct MinistryProfile: Sendable {
    package let id: Ministry.ID
    package let name: LocalizedText
    package let state: LocalizedText
    /// Complete languages, the standard one first.
    package let locales: [String]
    package let currency: Currency
    package let sender: Sender
    package let absences: AbsenceRules?
    package let priorities: PriorityRules?
    /// Why agents cancel appointments on somebody's behalf.
    package let cancellations: [DeskReason]?

    package struct Sender: Sendable {
        package let name: LocalizedText
        package let email: String
        /// Up to eleven letters and digits, as networks show it.
        package let sms: String
    }
}

/// A consulate or embassy section, as the public sees it.
package struct PostProfile: Sendable {
    package typealias ID = Slug<PostProfile>

    package let id: ID
    package let name: LocalizedText
    package let city: LocalizedText
    package let address: LocalizedText
    package let zone: Zone
    /// Where it stands (ISO 3166): a phone number without its country is read as one of there.
    package let country: String
    package let phone: String
    package let email: String?
    package let hours: LocalizedText
    package let circumscription: LocalizedText
    package let languages: [String]
    /// What it offers.
    package let procedures: [Procedure.ID]
    package let tills: [String]
    /// Its own, instead of its ministry's.
    package let absences: AbsenceRules?
    package let priorities: PriorityRules?
    package let cancellations: [DeskReason]?
    let file: String
    let line: Int
}
