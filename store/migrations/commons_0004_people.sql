-- Who may come in, and with what: people, devices, sessions, codes, invitations, factors, partner systems.
-- Nothing here tells a phone number, a code, a password, a token or a name: marks and codes are keyed HMACs.

CREATE TABLE {schema}.person (
    id text PRIMARY KEY,                 -- a random UUID
    home text NOT NULL,                  -- the region whose vault keeps the number
    phone_mark bytea UNIQUE,             -- HMAC of the number
    phone uuid,                          -- the number, an entry of the vault at home
    made_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL         -- the last time that one of their devices was at work
);

-- What a person may sign in as: a copy of the facts of membership, so that no city has to be asked.
CREATE TABLE {schema}.person_role (
    person text NOT NULL REFERENCES {schema}.person,
    party text NOT NULL,
    role text NOT NULL,
    party_region text NOT NULL,
    jurisdiction text NOT NULL,
    since timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (person, party, role)
);
CREATE INDEX person_role_party ON {schema}.person_role (party, person);

CREATE TABLE {schema}.device (
    id uuid PRIMARY KEY,
    person text NOT NULL REFERENCES {schema}.person,
    thumbprint bytea NOT NULL,           -- SHA-256 of the key (RFC 7638)
    key jsonb NOT NULL,                  -- public, ECDSA P-256; the other half cannot leave the phone
    label text NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'waiting', 'revoked')),
    made_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by text NOT NULL DEFAULT '', -- the person who confirmed or revoked it
    UNIQUE (person, thumbprint)
);

CREATE TABLE {schema}.session (
    id uuid PRIMARY KEY,
    person text NOT NULL REFERENCES {schema}.person,
    device uuid NOT NULL REFERENCES {schema}.device,
    party text NOT NULL,                 -- what the person works as in it
    role text NOT NULL,
    proved text NOT NULL,                -- by what they signed in
    issued bigint NOT NULL,              -- number of the newest refresh token; the one before it may be repeated
    made_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_for text NOT NULL DEFAULT ''
);
CREATE INDEX session_device ON {schema}.session (device) WHERE ended_at IS NULL;
CREATE INDEX session_person ON {schema}.session (person) WHERE ended_at IS NULL;

CREATE TABLE {schema}.web_session (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,          -- SHA-256 of what the cookie holds
    person text NOT NULL REFERENCES {schema}.person,
    party text NOT NULL,
    role text NOT NULL,
    proved text NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX web_session_person ON {schema}.web_session (person) WHERE ended_at IS NULL;

-- 15-minute tokens stand beside those of the command line; a session that ends takes its own with it.
ALTER TABLE {schema}.token
    ADD COLUMN session uuid,             -- of a device, a browser or a partner system; null: from the command line
    ADD COLUMN device text NOT NULL DEFAULT '',
    ADD COLUMN scopes text NOT NULL DEFAULT '';
CREATE INDEX token_session ON {schema}.token (session) WHERE session IS NOT NULL;
CREATE INDEX token_expires_at ON {schema}.token (expires_at) WHERE session IS NOT NULL;

CREATE TABLE {schema}.one_time_code (
    ticket uuid PRIMARY KEY,             -- told to whoever asked for the code; guesses need it
    phone_mark bytea NOT NULL,
    purpose text NOT NULL,
    mac bytea NOT NULL,                  -- HMAC of ticket, phone, purpose and code
    tries integer NOT NULL DEFAULT 0,
    spent_by bytea,                      -- thumbprint of the device that it let in
    expires_at timestamptz NOT NULL
);
CREATE INDEX one_time_code_expires_at ON {schema}.one_time_code (expires_at);

CREATE TABLE {schema}.cap (
    mark bytea PRIMARY KEY,              -- HMAC of what is counted, and for whom
    at timestamptz[] NOT NULL,           -- when, within the window; never more than the cap
    expires_at timestamptz NOT NULL
);
CREATE INDEX cap_expires_at ON {schema}.cap (expires_at);

-- What may be presented once: ids of proofs and of assertions.
CREATE TABLE {schema}.once (
    mark bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX once_expires_at ON {schema}.once (expires_at);

CREATE TABLE {schema}.invitation (
    id uuid PRIMARY KEY,
    mark bytea NOT NULL UNIQUE,          -- HMAC of the code
    party text NOT NULL,
    party_region text NOT NULL,
    home text NOT NULL,                  -- the region in whose vault those who join are kept
    role text NOT NULL,
    jurisdiction text NOT NULL,
    most_uses integer NOT NULL CHECK (most_uses > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX invitation_party ON {schema}.invitation (party, made_at);
CREATE TABLE {schema}.invitation_use (
    invitation uuid NOT NULL REFERENCES {schema}.invitation,
    person text NOT NULL REFERENCES {schema}.person,
    at timestamptz NOT NULL,
    PRIMARY KEY (invitation, person)
);

CREATE TABLE {schema}.password (
    person text PRIMARY KEY REFERENCES {schema}.person,
    hash text NOT NULL,                  -- argon2id, with its parameters and salt
    set_at timestamptz NOT NULL
);

CREATE TABLE {schema}.totp (
    person text PRIMARY KEY REFERENCES {schema}.person,
    sealed bytea NOT NULL,               -- the shared secret
    confirmed_at timestamptz,            -- null: begun, a first code has not come yet
    last_step bigint NOT NULL            -- of the last code that was taken; none up to it is taken again
);

CREATE TABLE {schema}.recovery_code (
    person text NOT NULL REFERENCES {schema}.person,
    mark bytea NOT NULL,
    PRIMARY KEY (person, mark)
);

CREATE TABLE {schema}.passkey (
    id bytea PRIMARY KEY,                -- the credential's id
    person text NOT NULL REFERENCES {schema}.person,
    public_key bytea NOT NULL,           -- COSE
    sign_count bigint NOT NULL,
    label text NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX passkey_person ON {schema}.passkey (person);

CREATE TABLE {schema}.passkey_challenge (
    id uuid PRIMARY KEY,
    challenge bytea NOT NULL,
    person text,                         -- who registers; null: a sign-in by whoever holds a passkey
    expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_expires_at ON {schema}.passkey_challenge (expires_at);

CREATE TABLE {schema}.api_client (
    id text PRIMARY KEY,
    party text NOT NULL,
    party_region text NOT NULL,
    role text NOT NULL,
    scopes text NOT NULL,                -- words with a blank between them
    label text NOT NULL,
    key_hash bytea,                      -- SHA-256 of its key, or
    public_key jsonb,                    -- the key that its assertions are signed with
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CHECK ((key_hash IS NULL) <> (public_key IS NULL))
);
CREATE INDEX api_client_party ON {schema}.api_client (party);
