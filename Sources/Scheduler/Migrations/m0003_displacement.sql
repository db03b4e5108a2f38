-- Closures added on the desk: they go before every agenda, whatever its version.
CREATE TABLE closures (
    ministry text NOT NULL,
    id text NOT NULL,
    post text NOT NULL,
    desk_group text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    -- why, by locale: people are told
    words jsonb NOT NULL,
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (ministry, id)
);
CREATE INDEX closures_by_end ON closures (ministry, ends);

-- One time at which a post gives up places that people have.
CREATE TABLE displacements (
    ministry text NOT NULL,
    id text NOT NULL,
    post text NOT NULL,
    desk_group text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    reason text NOT NULL CHECK (reason IN ('staff', 'premises', 'security', 'holiday', 'agenda', 'other')),
    words jsonb NOT NULL,
    -- null: the agenda became smaller, and only what no longer fits is displaced
    closure text,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL,
    -- the capacity is written, and those who stand there are known
    begun_at timestamptz,
    PRIMARY KEY (ministry, id),
    FOREIGN KEY (ministry, closure) REFERENCES closures (ministry, id)
);
CREATE INDEX displacements_by_post ON displacements (ministry, post, started_at);

-- The people of a run, and what became of them:
--   due ─told→ offered | waiting      waiting ─a place was found→ offered
--   offered ─no answer→ offered again | waiting | aside (an agent calls them); due ─can't be told→ aside
--   each of them ─has a place→ placed, ─doesn't want one→ left
CREATE TABLE displaced (
    ministry text NOT NULL,
    run text NOT NULL,
    appointment text NOT NULL,
    subject text NOT NULL,
    post text NOT NULL,
    service text NOT NULL,
    pool text NOT NULL,
    channel text NOT NULL,
    cells integer NOT NULL CHECK (cells > 0),
    -- of the appointment, when it was noted here: what changed before doesn't count
    revision integer NOT NULL,
    -- when they should have come, and when they had booked it
    starts timestamptz NOT NULL,
    booked_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'offered', 'waiting', 'aside', 'placed', 'left')),
    told_at timestamptz,
    -- how often a place was offered to them
    asked integer NOT NULL DEFAULT 0,
    -- how often a place was looked for: it names the requests
    round integer NOT NULL DEFAULT 0,
    -- the place that is kept for them, and until when
    place text,
    until timestamptz,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (ministry, run, appointment),
    FOREIGN KEY (ministry, run) REFERENCES displacements (ministry, id),
    CHECK ((state = 'offered') <= (place IS NOT NULL AND until IS NOT NULL)),
    CHECK ((state IN ('offered', 'waiting')) <= (told_at IS NOT NULL))
);
CREATE UNIQUE INDEX displaced_once ON displaced (ministry, appointment)
    WHERE state IN ('due', 'offered', 'waiting', 'aside');
CREATE INDEX displaced_owed ON displaced (ministry, post, service) WHERE state IN ('due', 'waiting');
CREATE INDEX displaced_unanswered ON displaced (ministry, until) WHERE state = 'offered';
