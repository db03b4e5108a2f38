-- Money: each payment once, each receipt number once and without gaps, and two sides to every entry.

-- The row is locked while a receipt is numbered: a transaction that fails gives its number back.
CREATE TABLE tills (
    post text NOT NULL,
    till text NOT NULL,
    last_receipt bigint NOT NULL DEFAULT 0 CHECK (last_receipt >= 0),
    PRIMARY KEY (post, till)
);

CREATE TABLE payments (
    id text PRIMARY KEY,
    dossier text NOT NULL UNIQUE REFERENCES dossiers (id),
    means text NOT NULL CHECK (means IN ('counter', 'waiver')),
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    post text NOT NULL,
    till text,
    receipt bigint,
    performer text NOT NULL,
    sealed_reason bytea,
    at timestamptz NOT NULL,
    FOREIGN KEY (post, till) REFERENCES tills,
    UNIQUE (post, till, receipt),
    CHECK ((means = 'counter') = (till IS NOT NULL AND receipt IS NOT NULL AND amount > 0)),
    CHECK ((means = 'waiver') = (sealed_reason IS NOT NULL))
);

-- Positive amounts are debits, negative ones credits; each entry's lines add up to nothing.
CREATE TABLE ledger (
    entry text NOT NULL,
    line smallint NOT NULL,
    account text NOT NULL,
    dossier text NOT NULL REFERENCES dossiers (id),
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    at timestamptz NOT NULL,
    PRIMARY KEY (entry, line)
);
CREATE INDEX ledger_account ON ledger (account, at);

CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM casedesk.ledger WHERE entry = NEW.entry) <> 0 THEN
        RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry USING CONSTRAINT = 'ledger_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON ledger
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();

CREATE FUNCTION ledger_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is never changed' USING CONSTRAINT = 'ledger_stands';
END $$;
CREATE TRIGGER ledger_stands BEFORE UPDATE OR DELETE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stands();
