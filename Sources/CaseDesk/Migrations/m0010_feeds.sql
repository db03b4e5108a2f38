-- Calendars to subscribe to: each is a secret link of which only the hash is kept, and may be revoked.
CREATE TABLE feeds (
    id text PRIMARY KEY,
    link_hash bytea NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('post', 'service', 'agent', 'busy')),
    post text NOT NULL,
    service text,
    -- who made it; an agent's own day ends with the agent's rights
    agent text NOT NULL REFERENCES agents (id),
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    -- of what was last given out, so that nobody downloads the same twice
    content_hash bytea,
    content_changed_at timestamptz,
    CHECK ((kind = 'service') = (service IS NOT NULL))
);
CREATE INDEX feeds_of_post ON feeds (post, created_at) WHERE revoked_at IS NULL;
