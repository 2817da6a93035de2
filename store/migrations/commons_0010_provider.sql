-- Signing in by an identity provider of others (OpenID Connect): what was begun, and who is who there.
-- A person's name at a provider stands here as a keyed HMAC.

CREATE TABLE {schema}.provider_visit (
    mark bytea PRIMARY KEY,              -- HMAC of the state that goes there and comes back
    person text REFERENCES {schema}.person, -- who wants to be known by it from now on; null: who wants to sign in
    thumbprint bytea NOT NULL,           -- SHA-256 of the key of the device that began it
    sealed bytea NOT NULL,               -- nonce and PKCE verifier
    expires_at timestamptz NOT NULL
);
CREATE INDEX provider_visit_expires_at ON {schema}.provider_visit (expires_at);

CREATE TABLE {schema}.provider_link (
    mark bytea PRIMARY KEY,              -- HMAC of issuer and subject
    person text NOT NULL REFERENCES {schema}.person,
    issuer text NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    UNIQUE (person, issuer)
);
