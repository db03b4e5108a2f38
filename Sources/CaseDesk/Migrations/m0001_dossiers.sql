-- Dossiers, their history and their pieces. What a person typed is sealed; what must be found has a keyed hash.

-- The exact texts that dossiers follow: a later edit of a file reaches only those that begin after it.
CREATE TABLE procedure_versions (
    procedure text NOT NULL,
    version integer NOT NULL,
    content_hash text NOT NULL,
    file text NOT NULL,
    body text NOT NULL,
    flow_file text NOT NULL,
    flow_body text NOT NULL,
    PRIMARY KEY (procedure, version, content_hash)
);

CREATE TABLE dossiers (
    id text PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    post text NOT NULL,
    procedure text NOT NULL,
    version integer NOT NULL,
    content_hash text NOT NULL,
    person text NOT NULL,
    locale text NOT NULL,
    state text NOT NULL,
    clock text NOT NULL CHECK (clock IN ('stopped', 'running', 'paused')),
    revision integer NOT NULL CHECK (revision >= 0),
    facts text[] NOT NULL DEFAULT '{}',
    appointment text,
    sealed_answers bytea,
    sealed_quote bytea,
    identity_index bytea,
    started_at timestamptz NOT NULL,
    submitted_at timestamptz,
    changed_at timestamptz NOT NULL,
    deadline timestamptz,
    closed_at timestamptz,
    FOREIGN KEY (procedure, version, content_hash) REFERENCES procedure_versions
);

-- One open dossier per person and procedure, by the contact they gave and by who they say they are.
CREATE UNIQUE INDEX dossiers_one_open ON dossiers (person, procedure) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX dossiers_one_identity ON dossiers (identity_index, procedure)
    WHERE closed_at IS NULL AND submitted_at IS NOT NULL;
CREATE INDEX dossiers_queue ON dossiers (post, state, submitted_at);
CREATE INDEX dossiers_deadline ON dossiers (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX dossiers_person ON dossiers (person, started_at);

-- History: a row for every change; the revision makes each happen once, and a submission happens once at all.
CREATE TABLE dossier_events (
    dossier text NOT NULL REFERENCES dossiers (id),
    revision integer NOT NULL,
    kind text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    performer text NOT NULL,
    reason text,
    sealed_note bytea,
    is_submission boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL,
    PRIMARY KEY (dossier, revision)
);
CREATE UNIQUE INDEX dossier_events_one_submission ON dossier_events (dossier) WHERE is_submission;

-- What an arrow asked for beyond PostgreSQL; a row without an end is work still to be done.
CREATE TABLE dossier_effects (
    dossier text NOT NULL REFERENCES dossiers (id),
    revision integer NOT NULL,
    effect text NOT NULL,
    begun_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (dossier, revision, effect)
);
CREATE INDEX dossier_effects_open ON dossier_effects (begun_at) WHERE done_at IS NULL;

CREATE TABLE pieces (
    id text PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossiers (id),
    requirement text NOT NULL,
    state text NOT NULL CHECK (state IN ('uploading', 'kept', 'replaced', 'removed', 'refused', 'unfit')),
    format text CHECK (format IN ('pdf', 'jpeg', 'png')),
    sealed_name bytea NOT NULL,
    declared_bytes bigint NOT NULL CHECK (declared_bytes > 0),
    blob text NOT NULL UNIQUE,
    digest_index bytea,
    given_at timestamptz NOT NULL,
    settled_at timestamptz,
    CHECK (state <> 'kept' OR (format IS NOT NULL AND digest_index IS NOT NULL))
);
CREATE UNIQUE INDEX pieces_one_kept ON pieces (dossier, requirement) WHERE state = 'kept';
CREATE INDEX pieces_of_dossier ON pieces (dossier);
CREATE INDEX pieces_left_behind ON pieces (given_at) WHERE state = 'uploading';
CREATE INDEX pieces_same_content ON pieces (digest_index) WHERE digest_index IS NOT NULL;
