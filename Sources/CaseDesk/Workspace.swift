package import Channels
package import Logging
package import PostgresClient
package import RedisClient
package import Scheduler
package import Vault

/// The stories of one ministry, built once from what they stand on.
package struct Workspace: Sendable {
    /// What the stories stand on.
    package struct Ground: Sendable {
        package let ministry: Ministry.ID
        package let catalogue: Catalogue
        package let words: Words
        package let templates: MessageTemplates
        package let postgres: PostgresClient
        package let redis: RedisClient
        package let vault: Vault
        package let blobs: SealedBlobs
        package let printer: DocumentPrinter
        package let signer: Signer
        package let sealKey: SealKey
        /// Folder of the documents' templates.
        package let documentTemplates: String
        /// As people type it: `https://consulat.example.org`.
        package let site: String
        package let clock: ServerClock
        package let logger: Logger

        package init(
            ministry: Ministry.ID, catalogue: Catalogue, words: Words, templates: MessageTemplates,
            postgres: PostgresClient, redis: RedisClient, vault: Vault, blobs: SealedBlobs,
            printer: DocumentPrinter, signer: Signer, sealKey: SealKey, documentTemplates: String,
            site: String, clock: ServerClock, logger: Logger
        ) {
            self.ministry = ministry
            self.catalogue = catalogue
            self.words = words
            self.templates = templates
            self.postgres = postgres
            self.redis = redis
            self.vault = vault
            self.blobs = blobs
            self.printer = printer
            self.signer = signer
            self.sealKey = sealKey
            self.documentTemplates = documentTemplates
            self.site = site
            self.clock = clock
            self.logger = logger
        }
    }

    package let ground: Ground
    package let jobs: Jobs
    package let booking: Booking
    package let messages: Messages
    package let limits: RateLimits
    package let sessions: Sessions
    package let people: People
    package let links: NarrowLinks
    package let access: Access
    package let agents: Agents
    package let documents: Documents
    package let papers: Papers
    package let news: DossierNews
    package let dossiers: Dossiers
    package let pieces: Pieces
    package let payments: Payments
    package let appointments: Appointments
    package let priorities: Priorities
    package let agendaDesk: AgendaDesk
    package let conversations: Conversations
    package let inbound: InboundStory
    package let effects: DossierEffects

    package var catalogue: Catalogue { ground.catalogue }
    package var words: Words { ground.words }
    package var postgres: PostgresClient { ground.postgres }
    package var vault: Vault { ground.vault }
    package var clock: ServerClock { ground.clock }
    package var site: String { ground.site }

    package init(_ ground: Ground) {
        self.ground = ground
        let keys = Keys(ministry: ground.ministry)
        jobs = Jobs(redis: ground.redis, ministry: ground.ministry)
        booking = Booking(
            ministry: ground.ministry,
            book: AgendaBook(ground.catalogue.agendas, sources: ground.catalogue.agendaSources),
            redis: ground.redis, postgres: ground.postgres, logger: ground.logger)
        messages = Messages(
            postgres: ground.postgres, vault: ground.vault, jobs: jobs, templates: ground.templates,
            clock: ground.clock)
        limits = RateLimits(redis: ground.redis, keys: keys)
        sessions = Sessions(redis: ground.redis, keys: keys, clock: ground.clock)
        people = People(vault: ground.vault, clock: ground.clock)
        links = NarrowLinks(clock: ground.clock)
        access = Access(
            postgres: ground.postgres, vault: ground.vault, people: people, messages: messages,
            limits: limits, clock: ground.clock, site: ground.site)
        agents = Agents(
            postgres: ground.postgres, vault: ground.vault, limits: limits, clock: ground.clock)
        documents = Documents(
            printer: ground.printer, signer: ground.signer, sealKey: ground.sealKey,
            templates: ground.documentTemplates, vault: ground.vault, blobs: ground.blobs,
            address: ground.site + "/v")
        papers = Papers(
            documents: documents, values: DocumentValues(catalogue: ground.catalogue, words: ground.words),
            blobs: DossierBlobs(blobs: ground.blobs), clock: ground.clock)
        news = DossierNews(
            catalogue: ground.catalogue, people: people, links: links, messages: messages, papers: papers,
            jobs: jobs, postgres: ground.postgres, site: ground.site, logger: ground.logger)
        dossiers = Dossiers(
            catalogue: ground.catalogue, postgres: ground.postgres, vault: ground.vault, clock: ground.clock,
            witness: news.witness)
        pieces = Pieces(dossiers: dossiers, blobs: ground.blobs)
        payments = Payments(dossiers: dossiers, witness: news.paymentWitness)
        let appointments = Appointments(
            catalogue: ground.catalogue, dossiers: dossiers, booking: booking, postgres: ground.postgres,
            vault: ground.vault, people: people, links: links, messages: messages, jobs: jobs,
            words: ground.words, clock: ground.clock, site: ground.site, logger: ground.logger)
        self.appointments = appointments
        priorities = Priorities(
            dossiers: dossiers, appointments: appointments, postgres: ground.postgres, vault: ground.vault,
            clock: ground.clock)
        agendaDesk = AgendaDesk(
            catalogue: ground.catalogue, booking: booking, appointments: appointments,
            postgres: ground.postgres, clock: ground.clock)
        conversations = Conversations(
            catalogue: ground.catalogue, dossiers: dossiers, postgres: ground.postgres, vault: ground.vault,
            people: people, links: links, messages: messages, clock: ground.clock, site: ground.site)
        inbound = InboundStory(
            dossiers: dossiers, conversations: conversations,
            texting: Texting(appointments: appointments, conversations: conversations, limits: limits),
            logger: ground.logger)
        effects = DossierEffects(dossiers: dossiers, papers: papers) { dossier, request in
            guard let place = try await appointments.current(of: dossier) else { return }
            _ = try await appointments.cancel(place.id, by: .system("flow"), request: request)
        }
    }
}
