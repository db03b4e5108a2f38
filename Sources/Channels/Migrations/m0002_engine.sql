-- The provider's own id of what it took.
ALTER TABLE attempts ADD COLUMN reference text;
