-- Who took facts out, what, and (in the vault) why.

CREATE TABLE {schema}.export_run (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    what text NOT NULL,
    region text NOT NULL,                -- empty: all
    party text NOT NULL,                 -- whose; empty: everybody's
    person text NOT NULL,                -- who did it
    personal boolean NOT NULL,           -- with names and phones of households
    reason uuid,                         -- in the vault of the commons
    rows integer NOT NULL
);
CREATE INDEX export_run_at ON {schema}.export_run (at);
