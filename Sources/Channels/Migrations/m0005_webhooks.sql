-- Partners' servers that are told of events (Standard Webhooks).
CREATE TABLE webhook_endpoints (
    id text PRIMARY KEY,
    -- address, description and contact, sealed
    contents bytea NOT NULL,
    -- `dossier.submitted`, `dossier.*`, `*`
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    -- of these posts only; none: of all
    posts text[] NOT NULL DEFAULT '{}',
    -- deliveries per second
    rate bigint NOT NULL CHECK (rate BETWEEN 1 AND 500),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    reason text CHECK (reason IN ('by_hand', 'gone', 'failing')),
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    -- how it does: rounds without a success, since when, how long it is left alone, whether it answers late
    failures bigint NOT NULL DEFAULT 0,
    failing_since timestamptz,
    rests_until timestamptz,
    slow boolean NOT NULL DEFAULT false,
    CONSTRAINT disabled_has_a_reason
        CHECK ((state = 'disabled') = (disabled_at IS NOT NULL) AND (state = 'disabled') = (reason IS NOT NULL))
);

-- While a secret is changed, two sign.
CREATE TABLE webhook_secrets (
    endpoint text NOT NULL REFERENCES webhook_endpoints,
    number bigint NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (endpoint, number)
);

-- One per happening, written in the transaction that caused it; its id is the webhook-id of every try.
CREATE TABLE webhook_events (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    type text NOT NULL,
    post text NOT NULL,
    scope text NOT NULL,
    payload bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX webhook_events_by_age ON webhook_events (created_at);

CREATE TABLE webhook_deliveries (
    id text PRIMARY KEY,
    endpoint text NOT NULL REFERENCES webhook_endpoints,
    event text NOT NULL REFERENCES webhook_events,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'withheld')),
    reason text,
    -- all there ever were; and those since it was put in or replayed, which the schedule counts
    attempts bigint NOT NULL DEFAULT 0,
    tries bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    -- while an attempt is under way: when it counts as lost
    next_try_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT one_delivery_per_event UNIQUE (endpoint, event),
    CONSTRAINT end_or_next_try CHECK ((next_try_at IS NULL) = (ended_at IS NOT NULL)),
    CONSTRAINT waiting_has_no_end CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint, next_try_at) WHERE ended_at IS NULL;
CREATE INDEX webhook_deliveries_listed ON webhook_deliveries (endpoint, created_at DESC);
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries (event);

-- Written before anything is sent, its outcome after.
CREATE TABLE webhook_attempts (
    delivery text NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    number bigint NOT NULL,
    started_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('accepted', 'temporary', 'permanent', 'unknown')),
    status bigint,
    code text,
    -- the beginning of what it answered, sealed
    excerpt bytea,
    ended_at timestamptz,
    PRIMARY KEY (delivery, number),
    CONSTRAINT outcome_has_a_time CHECK ((outcome IS NULL) = (ended_at IS NULL))
);
CREATE INDEX webhook_attempts_open ON webhook_attempts (delivery) WHERE outcome IS NULL;
