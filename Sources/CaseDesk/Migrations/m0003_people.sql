-- People are known by what reaches them. Values are sealed; what must be found again has a blind index.
CREATE TABLE people (
    id text PRIMARY KEY,
    locale text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE contacts (
    person text NOT NULL REFERENCES people (id),
    kind text NOT NULL CHECK (kind IN ('email', 'phone')),
    blind_index bytea NOT NULL,
    sealed_value bytea NOT NULL,
    verified_at timestamptz,
    PRIMARY KEY (person, kind),
    UNIQUE (kind, blind_index)
);

-- A request to come in: one 6-digit code and one link, both single use, 10 minutes, 5 tries.
CREATE TABLE access_requests (
    handle_hash bytea PRIMARY KEY,
    person text NOT NULL REFERENCES people (id),
    kind text NOT NULL CHECK (kind IN ('email', 'phone')),
    destination text NOT NULL,
    locale text NOT NULL,
    code_hash bytea NOT NULL,
    link_hash bytea NOT NULL UNIQUE,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    used_at timestamptz
);
CREATE INDEX access_requests_expiry ON access_requests (expires_at);

-- A longer-lived link with one narrow right: to a dossier's door, or to one appointment.
CREATE TABLE narrow_links (
    link_hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('dossier', 'appointment')),
    object text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE agents (
    id text PRIMARY KEY,
    email_index bytea NOT NULL UNIQUE,
    sealed_email bytea NOT NULL,
    sealed_name bytea NOT NULL,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0),
    post text,
    sealed_totp bytea,
    last_totp_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    enrolled_at timestamptz,
    disabled_at timestamptz
);

CREATE TABLE agent_invitations (
    link_hash bytea PRIMARY KEY,
    agent text NOT NULL REFERENCES agents (id),
    sealed_totp bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
