-- Every change of an appointment, as it left the booking functions. Never edited.
CREATE TABLE scheduler.journal (
    ministry text NOT NULL,
    id text NOT NULL,
    appointment text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    kind text NOT NULL CHECK (kind IN
        ('hold', 'move', 'confirm', 'expire', 'cancel', 'attend', 'miss', 'displace', 'excuse', 'rest', 'free')),
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
        ('held', 'booked', 'attended', 'missed', 'excused', 'cancelled', 'displaced', 'lapsed', 'resting', 'freed')),
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

-- Who waits for a place, and who was offered one. The queue's order: fewest offers left unanswered, then
-- priority, then who came first.
CREATE TABLE scheduler.waitlist (
    ministry text NOT NULL,
    id text NOT NULL,
    post text NOT NULL,
    service text NOT NULL,
    subject text NOT NULL,
    identity text,
    units integer NOT NULL CHECK (units > 0),
    cells integer NOT NULL CHECK (cells > 0),
    pool text NOT NULL,
    channel text NOT NULL,
    priority integer NOT NULL,
    earliest date,
    latest date,
    joined_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'offered', 'served', 'left', 'aside')),
    offers integer NOT NULL DEFAULT 0,
    appointment text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (ministry, id),
    CHECK ((state = 'offered') <= (appointment IS NOT NULL))
);
CREATE UNIQUE INDEX waitlist_one_entry ON scheduler.waitlist (ministry, service, subject)
    WHERE state IN ('waiting', 'offered');
CREATE INDEX waitlist_queue ON scheduler.waitlist (ministry, post, service, pool, offers, priority DESC, joined_at)
    WHERE state = 'waiting';
CREATE INDEX waitlist_appointment ON scheduler.waitlist (ministry, appointment) WHERE appointment IS NOT NULL;
