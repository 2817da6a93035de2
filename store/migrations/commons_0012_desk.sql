-- The administrators' desk has a cookie of its own, opened from a device's session and ended with it (decision 19).
-- web_session had no way in: nobody ever had one.
DROP TABLE {schema}.web_session;

CREATE TABLE {schema}.desk_session (
    session uuid PRIMARY KEY REFERENCES {schema}.session,
    hash bytea NOT NULL UNIQUE,          -- SHA-256 of what the cookie holds
    made_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX desk_session_expires_at ON {schema}.desk_session (expires_at);
