-- Every change of an appointment, as it left the booking functions. Never edited.
CREATE TABLE scheduler.journal (
    ministry text NOT NULL,
    id text NOT NULL,
    appointment text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    kind text NOT NULL CHECK (kind IN
        ('hold', 'move', 'confirm', 'expire', 'cancel', 'attend', 'miss', 'displace', 'excuse')),
    at timestamptz NOT NULL,
    request text,
    event jsonb NOT NULL,
    PRIMARY KEY (ministry, id),
    UNIQUE (ministry, appointment, revision)
);
CREATE INDEX journal_by_time ON scheduler.journal (ministry, at);

-- The latest revision of each appointment, kept by the same statement that writes the journal.
CREATE TABLE scheduler.appointments (
    ministry text NOT NULL,
    id text NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL CHECK (state IN
        ('held', 'booked', 'attended', 'missed', 'excused', 'cancelled', 'displaced', 'lapsed')),
    post text NOT NULL,
    desk_group text NOT NULL,
    local_date date NOT NULL,
    subject text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts),
    changed timestamptz NOT NULL,
    appointment jsonb NOT NULL,
    PRIMARY KEY (ministry, id)
);
CREATE INDEX appointments_by_day ON scheduler.appointments (ministry, post, desk_group, local_date, starts);
CREATE INDEX appointments_by_end ON scheduler.appointments (ministry, ends);
CREATE INDEX appointments_by_subject ON scheduler.appointments (ministry, subject);

-- Which filling of Redis decides now. A rebuild changes it first: what an emptied Redis had decided before, and
-- nobody had journalled yet, can't be acknowledged any more.
CREATE TABLE scheduler.epochs (
    ministry text PRIMARY KEY,
    epoch text NOT NULL
);
