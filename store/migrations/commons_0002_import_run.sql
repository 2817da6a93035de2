-- Which files were brought in: counts and a hash, never a name of a file or of a person in it.

CREATE TABLE {schema}.import_run (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    region text NOT NULL,
    party text NOT NULL,                 -- in whose name
    person text NOT NULL,                -- who did it
    file_hash text NOT NULL,             -- SHA-256, hex
    rows integer NOT NULL,
    recorded integer NOT NULL,
    repeated integer NOT NULL,
    known integer NOT NULL,
    problems integer NOT NULL            -- with any of them nothing was recorded
);
CREATE INDEX import_run_at ON {schema}.import_run (at);
