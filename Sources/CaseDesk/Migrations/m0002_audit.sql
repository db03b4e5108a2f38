-- Who looked and who acted. Written in the transaction of the act, chained after its commit.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    performer text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    detail text NOT NULL,
    number bigint UNIQUE,
    hash bytea,
    CHECK ((number IS NULL) = (hash IS NULL))
);
CREATE INDEX audit_unchained ON audit (id) WHERE number IS NULL;
CREATE INDEX audit_object ON audit (object, id);

-- A chained entry is never changed, and none is ever removed, whoever holds the connection.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.number IS NULL
        AND (NEW.id, NEW.at, NEW.performer, NEW.act, NEW.object, NEW.detail)
            = (OLD.id, OLD.at, OLD.performer, OLD.act, OLD.object, OLD.detail) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
