-- Erasures, so that a restore can be followed by them again, and what people agreed to. No personal value in either.

CREATE TABLE {schema}.erasure (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    subject text NOT NULL,               -- id of a person or party, never a name
    basis text NOT NULL,
    by text NOT NULL,                    -- the person who asked for it or ordered it
    retained jsonb NOT NULL              -- region -> reference of an entry that a law wants -> its fields and end
);
CREATE INDEX erasure_subject ON {schema}.erasure (subject, at);

CREATE TABLE {schema}.consent (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    purpose text NOT NULL,
    version text NOT NULL,               -- of the notice that they read
    language text NOT NULL,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE INDEX consent_person ON {schema}.consent (person, given_at);
CREATE UNIQUE INDEX consent_in_force ON {schema}.consent (person, purpose) WHERE withdrawn_at IS NULL;

UPDATE {schema}.vault_entry SET fields = '{reason}' WHERE ref IN (SELECT reason FROM {schema}.export_run);
