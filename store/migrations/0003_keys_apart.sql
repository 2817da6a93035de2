-- The keys of subjects leave the region for a schema of their own, which an ordinary dump of the facts leaves out.
-- An entry names the key that it was sealed with: with a later key of the same subject it is not even tried. The schema `keys` is made by vault/keys.sql, before every run.

ALTER TABLE {schema}.vault_key ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE {schema}.vault_entry
    ADD COLUMN key uuid,                                   -- that it is sealed with
    ADD COLUMN fields text[] NOT NULL DEFAULT '{}',        -- names of what is in it; empty: not known
    ADD COLUMN locked_until timestamptz,                   -- kept because a law says so; shown to its subject alone
    ADD COLUMN corrected_at timestamptz;
UPDATE {schema}.vault_entry AS e SET key = k.id FROM {schema}.vault_key AS k WHERE k.subject = e.subject;
DELETE FROM {schema}.vault_entry WHERE key IS NULL;
ALTER TABLE {schema}.vault_entry ALTER COLUMN key SET NOT NULL;
CREATE INDEX vault_entry_kept_at ON {schema}.vault_entry (kept_at);
INSERT INTO keys.vault_key (region, subject, id, wrapped, made_at)
SELECT '{schema}', subject, id, wrapped, made_at FROM {schema}.vault_key;
DROP TABLE {schema}.vault_key;
