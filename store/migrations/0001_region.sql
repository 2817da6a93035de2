-- One region: its events in one total order, the commands that caused them, and where its followers stand.
-- Applied to every region and to commons; {schema} is the region's name.

CREATE TABLE {schema}.event (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint NOT NULL,     -- the position: dense from 1, allotted by append()
    recorded_at timestamptz NOT NULL,    -- never falls as the position grows
    command_id uuid,                     -- with ordinal the permanent id of the fact; null for bulk tooling
    ordinal smallint NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) WITH (vacuum_truncate = false, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX event_position ON {schema}.event (notification_id);

-- One row: the end of the log. Its lock is the region's only writer queue.
CREATE TABLE {schema}.head (
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10, vacuum_truncate = false, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
INSERT INTO {schema}.head VALUES (0, '2000-01-01 00:00:00+00');

CREATE TABLE {schema}.command (
    party text NOT NULL,
    person text NOT NULL,
    id uuid NOT NULL,
    content_hash bytea NOT NULL,
    role text NOT NULL,
    device text NOT NULL,
    claimed_at timestamptz NOT NULL,
    at timestamptz NOT NULL,             -- the claimed time, corrected by the skew of the client's clock
    recorded_at timestamptz NOT NULL,
    observed boolean NOT NULL,
    place jsonb,
    evidence text[] NOT NULL,
    schema_version integer NOT NULL,
    position bigint NOT NULL,            -- the last position that it wrote
    streams jsonb NOT NULL,              -- [["stream id", version], ...] in the order of its events
    outcome bytea NOT NULL,              -- what the first answer said, answered again to every repeat
    PRIMARY KEY (party, person, id)
) WITH (vacuum_truncate = false, autovacuum_analyze_scale_factor = 0.05);


-- Followers: how far each build of a projection is, who leads, and which events it could not digest.
CREATE TABLE {schema}.follower (
    projection text NOT NULL,
    build text NOT NULL,
    position bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (projection, build)
) WITH (fillfactor = 50);
CREATE TABLE {schema}.lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE {schema}.parked (
    projection text NOT NULL,
    build text NOT NULL,
    position bigint NOT NULL,
    topic text NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL,
    PRIMARY KEY (projection, build, position)
);

-- Personal values: one key per subject, wrapped by the master key; dropping the key erases the subject.
CREATE TABLE {schema}.vault_key (
    subject text PRIMARY KEY,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE TABLE {schema}.vault_entry (
    ref uuid PRIMARY KEY,
    subject text NOT NULL,
    command_id uuid NOT NULL,            -- the command that it came with; recorded after the entry, or never
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL
);
CREATE INDEX vault_entry_subject ON {schema}.vault_entry (subject);
