-- Everybody wants the first place.
BEGIN;
SELECT capacity FROM slot WHERE id = 1 FOR UPDATE \gset
SELECT count(*) AS taken FROM slot_process WHERE slot = 1 \gset
\if :taken < :capacity
INSERT INTO process (status) VALUES ('reserved') RETURNING id AS process \gset
INSERT INTO slot_process (slot, process) VALUES (1, :process);
\endif
COMMIT;
