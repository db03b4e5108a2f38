-- Reserve, then confirm: two transactions, as two requests of one citizen.
\set slot random(1, :slots)
BEGIN;
SELECT capacity FROM slot WHERE id = :slot FOR UPDATE \gset
SELECT count(*) AS taken FROM slot_process WHERE slot = :slot \gset
\if :taken < :capacity
INSERT INTO process (status) VALUES ('reserved') RETURNING id AS process \gset
INSERT INTO slot_process (slot, process) VALUES (:slot, :process);
COMMIT;
BEGIN;
SELECT id FROM process WHERE id = :process AND status = 'reserved' FOR UPDATE;
UPDATE process SET status = 'confirmed' WHERE id = :process;
\endif
COMMIT;
