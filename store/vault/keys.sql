-- The keys of subjects, in a schema of their own. Run before every migration: after a restore of the facts alone, the
-- store begins again without keys, and nothing personal that is in it can be read.

CREATE SCHEMA IF NOT EXISTS keys;
CREATE TABLE IF NOT EXISTS keys.vault_key (
    region text NOT NULL,
    subject text NOT NULL,
    id uuid NOT NULL,
    wrapped bytea NOT NULL,              -- by the master key; bound to region and subject
    made_at timestamptz NOT NULL,
    PRIMARY KEY (region, subject)
);
CREATE INDEX IF NOT EXISTS vault_key_subject ON keys.vault_key (subject);
-- One row: which master key wraps them, so that another one makes none.
CREATE TABLE IF NOT EXISTS keys.master (
    one boolean PRIMARY KEY CHECK (one),
    mark bytea NOT NULL                  -- HMAC by the master key; tells nothing about it
);
