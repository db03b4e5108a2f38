-- What is written between a person and the post about a dossier; each line once, whatever comes twice.
CREATE TABLE conversation (
    id text PRIMARY KEY,
    -- null: kept aside, because nobody knows the sender
    dossier text REFERENCES dossiers (id),
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    medium text NOT NULL CHECK (medium IN ('web', 'email', 'sms')),
    performer text NOT NULL,
    sealed_text bytea NOT NULL,
    -- what brought it: the gateway's message, or the form that was sent
    origin text NOT NULL UNIQUE,
    at timestamptz NOT NULL,
    CHECK (dossier IS NOT NULL OR direction = 'in')
);
CREATE INDEX conversation_of_dossier ON conversation (dossier, at, id);
