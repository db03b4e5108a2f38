-- A gateway's report names the message by the gateway's own id.
CREATE INDEX attempts_of_reference ON attempts (provider, reference) WHERE reference IS NOT NULL;

-- Numbers that said STOP, and those that asked for messages again. A number is known by its keyed hash only.
CREATE TABLE sms_optouts (
    number_index bytea PRIMARY KEY,
    stopped_at timestamptz NOT NULL,
    -- START, after it; NULL while the STOP holds
    resumed_at timestamptz,
    -- the id of the SMS that said so last
    said_in text NOT NULL,
    CONSTRAINT resumed_after_stopped CHECK (resumed_at >= stopped_at)
);
