-- What supervisors published on the desk in place of a post's agenda file; the file itself is version 0.
-- Never edited, but for the moment when everything that a version changed was done.
CREATE TABLE scheduler.agenda_versions (
    ministry text NOT NULL,
    post text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    -- as a clerk would write the file
    text text NOT NULL,
    -- SHA-256 of the text, in hexadecimal
    hash text NOT NULL,
    -- SHA-256 of the file at that time: once the file changes, it counts again
    file_hash text NOT NULL,
    -- an agent's opaque id
    author text NOT NULL,
    note text NOT NULL,
    -- from then on it counts
    created timestamptz NOT NULL,
    -- its places were opened and closed, and what no longer fitted was displaced
    published timestamptz CHECK (published >= created),
    PRIMARY KEY (ministry, post, number)
);
CREATE INDEX agenda_versions_unfinished ON scheduler.agenda_versions (ministry) WHERE published IS NULL;
