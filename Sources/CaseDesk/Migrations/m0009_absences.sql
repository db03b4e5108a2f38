-- The person wrote once more that they will come, in the last two days before.
ALTER TABLE appointments ADD COLUMN presence_again_at timestamptz;

-- Appointments that nobody came to: what followed from it, and what the person and the post say to it.
CREATE TABLE absences (
    appointment text PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossiers (id),
    post text NOT NULL,
    -- a keyed hash of the person; null: an agent had overruled the rule of one place each, and nothing is counted
    identity text,
    starts timestamptz NOT NULL,
    noted_at timestamptz NOT NULL,
    -- as the rules of that day gave it; null: nothing follows
    sanction text CHECK (sanction IN ('warning', 'confirm_again', 'no_online')),
    sanction_until timestamptz,
    sealed_appeal bytea,
    appealed_at timestamptz,
    outcome text CHECK (outcome IN ('excused', 'upheld')),
    decided_at timestamptz,
    decided_by text,
    sealed_reason bytea,
    -- the Scheduler knows of the excuse too
    excused_at timestamptz,
    CHECK ((sealed_appeal IS NULL) = (appealed_at IS NULL)),
    CHECK ((outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)),
    CHECK (excused_at IS NULL OR outcome = 'excused')
);
CREATE INDEX absences_of_person ON absences (identity, starts) WHERE identity IS NOT NULL;
CREATE INDEX absences_of_dossier ON absences (dossier, starts);
CREATE INDEX absences_of_post ON absences (post, starts DESC);
CREATE INDEX absences_to_excuse ON absences (decided_at) WHERE outcome = 'excused' AND excused_at IS NULL;
