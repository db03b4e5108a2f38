-- How far somebody's conversation by SMS is: what was asked last, about which dossier, until when. Opaque ids and
-- times; nothing that anybody typed.
CREATE TABLE sms_dialogues (
    person text PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    -- of the last keyword: in it we answer, and tell of appointments, from then on
    locale text,
    state jsonb NOT NULL,
    -- who takes in an SMS has the conversation until then
    leased_until timestamptz,
    changed_at timestamptz NOT NULL
);
