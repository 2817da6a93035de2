-- Pictures that show what a fact says, each sealed under a key of its own, which is an entry of its author's in the
-- vault: when that entry goes (erasure, end of its term), the picture goes with it, and no dump of it opens.

CREATE TABLE {schema}.picture (
    sha256 text NOT NULL,                -- of the bytes that were sent: the address, as evidence of a command names it
    party text NOT NULL,                 -- whose it is
    person text NOT NULL,                -- who sent it: the subject of the entry
    county text NOT NULL,                -- of the party, when it was sent; empty: not known
    kept_at timestamptz NOT NULL,
    entry uuid NOT NULL REFERENCES {schema}.vault_entry (ref) ON DELETE CASCADE,
    sealed bytea NOT NULL,
    PRIMARY KEY (sha256, party, person)
);
ALTER TABLE {schema}.picture ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- noise does not compress
CREATE UNIQUE INDEX picture_entry ON {schema}.picture (entry);
CREATE INDEX picture_person ON {schema}.picture (person, kept_at);

ALTER TABLE {schema}.picture ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.picture FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {schema}.picture
    USING ((SELECT current_setting('suyuan.asker', true)) <> '' AND (SELECT current_user) <> 'suyuan_reader');
CREATE POLICY reader ON {schema}.picture FOR SELECT TO suyuan_reader
    USING (party = (SELECT nullif(current_setting('suyuan.party', true), ''))
           OR county LIKE (SELECT nullif(current_setting('suyuan.area', true), '')));
GRANT SELECT ON {schema}.picture TO suyuan_reader;
