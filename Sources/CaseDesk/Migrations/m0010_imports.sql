-- Appointments taken over from another system: by a keyed hash of their post, service and source id, so that the
-- same file has one effect however often it is imported, and whatever cut it short.
CREATE TABLE imported_appointments (
    source_index bytea PRIMARY KEY,
    dossier text NOT NULL,
    -- nil while the place isn't taken yet
    appointment text,
    begun_at timestamptz NOT NULL,
    done_at timestamptz,
    CHECK ((appointment IS NULL) = (done_at IS NULL))
);
