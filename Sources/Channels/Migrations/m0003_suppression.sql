-- Addresses that we don't write to any more, or not everything. An address is known by its blind index only; sealed it
-- stands with the messages that went there.
CREATE TABLE suppressions (
    id text PRIMARY KEY,
    medium text NOT NULL CHECK (medium IN ('email', 'sms')),
    address_index bytea NOT NULL,
    -- null: whichever post of the ministry writes
    post text,
    kind text NOT NULL CHECK (kind IN ('hard-bounce', 'complaint', 'unsubscribe', 'manual')),
    -- codes, or the words of whoever did it by hand; no personal data
    reason text NOT NULL,
    -- the message that it began with
    message text REFERENCES messages ON DELETE SET NULL,
    since timestamptz NOT NULL,
    -- null: until somebody lifts it
    until timestamptz,
    lifted_at timestamptz,
    lifted_by text,
    CONSTRAINT lifted_by_somebody CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE UNIQUE INDEX one_suppression ON suppressions (medium, address_index, kind, (coalesce(post, '')))
    WHERE lifted_at IS NULL;
CREATE INDEX suppressions_in_time ON suppressions (since DESC) WHERE lifted_at IS NULL;

-- Temporary failures, one per message: several in a month are as good as a permanent one.
CREATE TABLE soft_bounces (
    message text PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    medium text NOT NULL,
    address_index bytea NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX soft_bounces_of_address ON soft_bounces (address_index, at);
