-- Who can't wait or come like others: what agents gave a dossier and took back. The last line of a dossier counts.
CREATE TABLE dossier_priorities (
    dossier text NOT NULL REFERENCES dossiers (id),
    -- from 1 for each dossier
    number integer NOT NULL CHECK (number > 0),
    -- null: taken back
    priority text CHECK (priority IN ('urgent', 'vulnerable')),
    -- the reason's name and the agent's words: they tell of health or family
    sealed_why bytea NOT NULL,
    performer text NOT NULL,
    request text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (dossier, number),
    UNIQUE (dossier, request)
);
