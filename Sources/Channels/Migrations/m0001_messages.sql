-- A message is one event for one recipient on one medium. Its row is the outbox: written in the transaction that
-- caused the event, it says what is still to be done whatever becomes of Redis.
CREATE TABLE messages (
    id text PRIMARY KEY,
    event text NOT NULL,
    recipient text NOT NULL,
    medium text NOT NULL CHECK (medium IN ('email', 'sms')),
    template text NOT NULL,
    locale text NOT NULL,
    lane text NOT NULL,
    subject text,
    post text NOT NULL,
    scope text NOT NULL,
    -- address, variables and attachments, sealed
    contents bytea NOT NULL,
    address_index bytea NOT NULL,
    -- stands in the address that an answer goes to
    reply_token text NOT NULL UNIQUE,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'uncertain', 'expired', 'recalled')),
    reason text,
    created_at timestamptz NOT NULL,
    valid_until timestamptz,
    next_try_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT one_message_per_event UNIQUE (event, recipient, medium),
    -- every message has an end or a next try
    CONSTRAINT end_or_next_try CHECK ((next_try_at IS NULL) = (ended_at IS NOT NULL)),
    CONSTRAINT waiting_has_no_end CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX messages_waiting ON messages (next_try_at) WHERE ended_at IS NULL;
CREATE INDEX messages_of_subject ON messages (subject, created_at);
CREATE INDEX messages_to_address ON messages (address_index, created_at DESC);

-- Written before anything is sent; an attempt that never got its outcome may have reached the person.
CREATE TABLE attempts (
    message text NOT NULL REFERENCES messages,
    number bigint NOT NULL,
    provider text NOT NULL,
    started_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('accepted', 'temporary', 'permanent', 'unknown')),
    -- the provider's code or our reason; no personal data
    code text,
    ended_at timestamptz,
    PRIMARY KEY (message, number),
    CONSTRAINT outcome_has_a_time CHECK ((outcome IS NULL) = (ended_at IS NULL))
);

-- What came back later. The same report may come twice.
CREATE TABLE reports (
    message text NOT NULL REFERENCES messages,
    attempt bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('delivered', 'failed', 'underway')),
    code text,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (message, attempt, kind)
);

-- What was taken in, so that a second arrival has no second effect.
CREATE TABLE inbound (
    id text PRIMARY KEY,
    medium text NOT NULL,
    received_at timestamptz NOT NULL
);

-- The development outbox: what would have been sent, sealed.
CREATE TABLE outbox (
    message text PRIMARY KEY REFERENCES messages,
    contents bytea NOT NULL,
    sent_at timestamptz NOT NULL
);
