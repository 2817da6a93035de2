-- Looks of officials at what belongs to others: who, in what role, on what basis, at which ids of which owners.
-- Facts: dense positions, each chained to the one before; never changed, never deleted (decision 17).
CREATE TEMPORARY TABLE look_before ON COMMIT DROP AS SELECT * FROM {schema}.look;
DROP TABLE {schema}.look;

CREATE TABLE {schema}.look (
    position bigint PRIMARY KEY,         -- 1, 2, 3 ... without a hole
    at timestamptz NOT NULL,
    person text NOT NULL,
    party text NOT NULL,                 -- the authority that the person works for
    role text NOT NULL,
    jurisdiction text NOT NULL,          -- a county prefix; empty: everywhere
    basis text NOT NULL CHECK (basis IN ('area', 'case', 'reason')),
    reference text NOT NULL,             -- the number of the case, or the export whose reason is in the vault
    what text NOT NULL,                  -- a list, a paper, a trace ...
    asked text NOT NULL,                 -- of a trace: the lot, item or unit that was asked for
    seen jsonb NOT NULL,                 -- owner -> the ids of theirs that were shown
    chain bytea NOT NULL                 -- SHA-256 of the chain before and of this row
);
CREATE INDEX look_person ON {schema}.look (person, position);
CREATE INDEX look_party ON {schema}.look (party, position);
CREATE INDEX look_reference ON {schema}.look (reference, position) WHERE reference <> '';

-- The looks at what is somebody's: the keys of `seen`, to be found by.
CREATE TABLE {schema}.look_owner (
    owner text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (owner, position)
);

CREATE TABLE {schema}.look_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    chain bytea NOT NULL
);
INSERT INTO {schema}.look_head VALUES (true, 0, '');

CREATE FUNCTION {schema}.look_link(previous bytea, a {schema}.look) RETURNS bytea
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        a.position, a.at, a.person, a.party, a.role, a.jurisdiction, a.basis, a.reference, a.what, a.asked, a.seen
    )::text, 'UTF8'))
$$;

CREATE FUNCTION {schema}.put_look(
    at timestamptz, person text, party text, role text, jurisdiction text, basis text, reference text, what text,
    asked text, seen jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head {schema}.look_head;
    made {schema}.look;
BEGIN
    SELECT * INTO head FROM {schema}.look_head FOR UPDATE;
    made := ROW(head.position + 1, at, person, party, role, jurisdiction, basis, reference, what, asked, seen, '');
    made.chain := {schema}.look_link(head.chain, made);
    INSERT INTO {schema}.look SELECT made.*;
    INSERT INTO {schema}.look_owner SELECT key, made.position FROM jsonb_object_keys(seen) AS key;
    UPDATE {schema}.look_head AS h SET position = made.position, chain = made.chain;
    RETURN made.position;
END $$;

DO $$
DECLARE
    before record;
BEGIN
    FOR before IN SELECT * FROM look_before ORDER BY at, id LOOP
        PERFORM {schema}.put_look(before.at, before.person, before.party, before.role, before.jurisdiction, 'case',
                                  before.case_number, 'trace', before.asked, '{}');
    END LOOP;
END $$;
