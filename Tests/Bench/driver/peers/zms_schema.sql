-- As ZMS (BerlinOnline's queue management) keeps places: a row per start, a row per start and process taken.
CREATE TABLE slot (
    id serial PRIMARY KEY, post integer NOT NULL, day date NOT NULL, time time NOT NULL, capacity integer NOT NULL,
    UNIQUE (post, day, time));
CREATE TABLE process (id bigserial PRIMARY KEY, status text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE slot_process (
    slot integer NOT NULL REFERENCES slot, process bigint NOT NULL REFERENCES process, PRIMARY KEY (slot, process));
