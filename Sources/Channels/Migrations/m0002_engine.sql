-- One attempt on one medium by one provider, and what of it is proof after the contents are erased.
ALTER TABLE attempts
    -- the provider's own id of what it took
    ADD COLUMN reference text,
    ADD COLUMN medium text NOT NULL DEFAULT 'email',
    -- of the number, for SMS
    ADD COLUMN country text,
    ADD COLUMN parts bigint NOT NULL DEFAULT 1,
    -- in ten-thousandths of the ministry's currency, where the price is declared
    ADD COLUMN cost bigint,
    ADD COLUMN template_version text,
    -- SHA-256 over the message's salt and exactly what the person reads
    ADD COLUMN content_hash bytea;
CREATE INDEX attempts_by_provider ON attempts (provider, started_at DESC);

-- A message climbs a ladder: when a medium fails, or tells nothing in time, the next is tried.
ALTER TABLE messages
    -- where it stands now; `medium` stays what it was posted for
    ADD COLUMN rung text,
    -- the media still to come
    ADD COLUMN rungs text[] NOT NULL DEFAULT '{}',
    -- when the next rung is tried unless its arrival was reported
    ADD COLUMN escalate_at timestamptz,
    -- providers that couldn't take it since it was put off last
    ADD COLUMN tried text[] NOT NULL DEFAULT '{}',
    -- the provider in whose line a place is kept for it
    ADD COLUMN turn text,
    ADD COLUMN erased_at timestamptz,
    ALTER COLUMN contents DROP NOT NULL,
    ADD CONSTRAINT erased_or_sealed CHECK ((contents IS NULL) = (erased_at IS NOT NULL)),
    DROP CONSTRAINT messages_state_check,
    ADD CONSTRAINT messages_state_check CHECK (state IN
        ('waiting', 'sent', 'delivered', 'failed', 'uncertain', 'expired', 'recalled', 'withheld'));
CREATE INDEX messages_to_escalate ON messages (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE INDEX messages_to_erase ON messages (ended_at) WHERE contents IS NOT NULL AND ended_at IS NOT NULL;
CREATE INDEX messages_ended ON messages (ended_at) WHERE state IN ('failed', 'uncertain', 'expired', 'withheld');

-- Whom no medium reached, once an agent has taken care of it.
CREATE TABLE reached_otherwise (
    event text NOT NULL,
    recipient text NOT NULL,
    agent text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (event, recipient)
);

-- What people chose: a row is a no (or, for campaigns, a yes); without one the product's default holds.
CREATE TABLE preferences (
    recipient text NOT NULL,
    medium text NOT NULL CHECK (medium IN ('email', 'sms')),
    lane text NOT NULL CHECK (lane IN ('transactional', 'reminder', 'campaign')),
    wanted boolean NOT NULL,
    chosen_at timestamptz NOT NULL,
    PRIMARY KEY (recipient, medium, lane)
);
