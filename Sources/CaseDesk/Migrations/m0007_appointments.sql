-- How far each appointment's changes are known to its dossier: a change is recorded once, and never after a later one.
CREATE TABLE appointments (
    id text PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossiers (id),
    revision integer NOT NULL CHECK (revision > 0),
    -- the person wrote that they will come, to this very time
    presence_confirmed_at timestamptz
);
