/// What can go wrong in this room, apart from the servers it uses.
package enum ChannelsFailure: Error, Equatable {
    case unknownTemplate(String)
    /// The template can't be filled in any locale of the chain: a check would have refused it.
    case unreadableTemplate(String)
    /// A value of another kind than `message.yaml` declares: a link given as text would not be one.
    case unfittingVariable(String, of: String)
    /// A row that was there is no longer: only a repair by hand does that.
    case lostRow
    /// The number or address was refused by its own type: it was stored by an older version.
    case unusableAddress
}
