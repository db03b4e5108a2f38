-- What was handed over: one row per output of a dossier, and who asked whether it is genuine.
CREATE TABLE documents (
    id text PRIMARY KEY,
    dossier text NOT NULL,
    output text NOT NULL,
    kind text NOT NULL,
    post text NOT NULL,
    locale text NOT NULL,
    -- The number itself is only kept sealed; this finds it again.
    number_index bytea NOT NULL UNIQUE,
    number_sealed bytea NOT NULL,
    last_four text NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_on text NOT NULL,
    valid_until text,
    status text NOT NULL DEFAULT 'valid' CHECK (status IN ('valid', 'revoked', 'superseded')),
    reason text,
    ended_at timestamptz,
    sha256 bytea NOT NULL UNIQUE,
    blob text NOT NULL,
    scope_post text NOT NULL,
    scope_name text NOT NULL,
    -- What a third party sees besides kind, post and dates.
    facts_sealed bytea NOT NULL,
    UNIQUE (dossier, output),
    CHECK ((status = 'valid') = (ended_at IS NULL)),
    CHECK ((status = 'revoked') = (reason IS NOT NULL))
);

CREATE TABLE document_lookups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document text REFERENCES documents,
    at timestamptz NOT NULL,
    verifier text NOT NULL,
    network text NOT NULL,
    result text NOT NULL
);
CREATE INDEX document_lookups_document ON document_lookups (document, id);
