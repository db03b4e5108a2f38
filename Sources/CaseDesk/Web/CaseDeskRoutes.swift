/// The whole site as one table: what is served, to whom. `guichet routes` lists it and every page of it is looked at.
package enum CaseDeskRoutes {
    package static let all: [Route] = open + citizen + desk + machine

    private static let open: [Route] =
        PublicHandlers.routes + VerifyHandlers.routes + EntryHandlers.routes + LinkHandlers.routes
        + UnsubscribeHandlers.routes

    private static let citizen: [Route] =
        DossierHandlers.routes + DraftHandlers.routes + LaterHandlers.routes + PieceHandlers.routes
        + AppointmentHandlers.routes + AppointmentChangeHandlers.routes + WaitlistHandlers.routes
        + ConversationHandlers.routes + AbsenceHandlers.routes

    private static let machine: [Route] =
        MachineHandlers.routes + InboundHandlers.routes + GatewayHandlers.routes + InboundMailHandlers.routes
        + FeedHandlers.routes

    private static let desk: [Route] =
        DeskEntryHandlers.routes + DeskQueueHandlers.routes + DeskDossierHandlers.routes
        + DeskPieceHandlers.routes + DeskActHandlers.routes + DeskCounterHandlers.routes
        + DeskArrivalHandlers.routes + DeskAbsenceHandlers.routes + OutboxHandlers.routes
        + DeskFeedHandlers.routes + AgendaHandlers.routes + DeskDisplacementHandlers.routes
        + DeskWaitlistHandlers.routes + BehalfHandlers.routes + PriorityHandlers.routes
        + WebhookHandlers.routes + SuppressionHandlers.routes
}
