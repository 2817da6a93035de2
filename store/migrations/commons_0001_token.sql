-- What only the commons hold: bearer tokens, and marks on the whole store.

CREATE TABLE {schema}.token (
    hash bytea PRIMARY KEY,              -- SHA-256 of the token; the token itself is stored nowhere
    person text NOT NULL,
    party text NOT NULL,
    party_region text NOT NULL,
    role text NOT NULL,
    jurisdiction text NOT NULL,          -- county code prefix; empty: none
    label text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX token_person ON {schema}.token (party, person);

CREATE TABLE {schema}.store_mark (
    key text PRIMARY KEY,
    value text NOT NULL
);
