/// The most appointments of a service in a local day or a week from Monday, of everybody or of one share.
package struct Quota: Sendable, Equatable, Encodable {
    package enum Span: String, Sendable, Encodable, CaseIterable { case day, week }
    package enum Share: Sendable, Equatable {
        case everybody
        case pool(Pool)
        case channel(Channel)
    }

    package let most: Int
    package let per: Span
    package let share: Share
    /// Where the number stands in the counts of a day or a week.
    let field: String

    package init(of service: String, most: Int, per: Span, share: Share = .everybody) {
        self.most = most
        self.per = per
        self.share = share
        field = Self.field(service, share)
    }

    package func counts(_ pool: Pool, _ channel: Channel) -> Bool {
        switch share {
        case .everybody: true
        case .pool(let counted): counted == pool
        case .channel(let counted): counted == channel
        }
    }

    /// As `counted` in Functions/booking_shared.lua.
    private static func field(_ service: String, _ share: Share) -> String {
        switch share {
        case .everybody: service
        case .pool(let pool): "\(service)/pool=\(pool.rawValue)"
        case .channel(let channel): "\(service)/channel=\(channel.rawValue)"
        }
    }

    private enum CodingKeys: CodingKey { case most, per, field }
}
