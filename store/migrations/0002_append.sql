-- append(): records waiting saves in one transaction and one round trip, and answers each save its status.

CREATE TYPE {schema}.new_event AS (
    place integer,                       -- 1 .. the number of events in this call
    originator_id uuid,
    originator_version bigint,
    topic text,
    state bytea,
    command_id uuid,
    ordinal smallint
);
CREATE TYPE {schema}.new_save AS (
    last integer,                        -- the place of its last event
    events integer,                      -- how many events it has
    party text,                          -- null: a save without a command
    person text,
    id uuid,
    content_hash bytea,
    role text,
    device text,
    claimed_at timestamptz,
    at timestamptz,
    observed boolean,
    place jsonb,
    evidence text[],
    schema_version integer,
    streams jsonb,
    outcome bytea
);
CREATE TYPE {schema}.stream_end AS (
    originator_id uuid,
    version bigint                       -- the version that the stream must have now; 0: no events
);

-- Fast: when every stream stands where its first writer saw it and no command id was used before, everything is
-- written set by set and one row answers for all (status 'all'). An empty `events` with a `total`
-- means that the caller copies the events itself, in the same transaction.
-- Careful: when anything clashes, every save is judged in turn, and one row answers for each.
-- The head row is locked first, so nothing that is read here can change before the commit: no exception handler
-- and no subtransaction is needed, and a rolled back append leaves no hole in the positions.
CREATE FUNCTION {schema}.append(
    saves {schema}.new_save[], ends {schema}.stream_end[], events {schema}.new_event[], total integer, careful boolean
) RETURNS TABLE (save integer, status text, last_position bigint, at_time timestamptz, hash bytea, answer bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    clock timestamptz := clock_timestamp();
    before bigint;
    commands integer;
    written integer;
    fits boolean;
    one {schema}.new_save;
    known record;
BEGIN
    UPDATE {schema}.head AS h
       SET position = h.position + total, recorded_at = greatest(h.recorded_at, clock)
    RETURNING h.position - total, h.recorded_at INTO STRICT before, clock;

    IF NOT careful THEN
        INSERT INTO {schema}.command
        SELECT s.party, s.person, s.id, s.content_hash, s.role, s.device, s.claimed_at, s.at, clock, s.observed,
               s.place, s.evidence, s.schema_version, before + s.last, s.streams, s.outcome
          FROM unnest(saves) AS s
         WHERE s.party IS NOT NULL
        ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS written = ROW_COUNT;
        commands := cardinality(saves);
        IF written <> commands THEN  -- some may have no command
            SELECT count(s.party) INTO commands FROM unnest(saves) AS s;
        END IF;
        fits := written = commands;
        IF fits AND cardinality(events) > 0 THEN
            INSERT INTO {schema}.event
            SELECT e.originator_id, e.originator_version, e.topic, e.state, before + e.place, clock,
                   e.command_id, e.ordinal
              FROM unnest(events) AS e
             WHERE NOT EXISTS (
                   SELECT FROM unnest(ends) AS s
                    WHERE s.version <> coalesce((
                          SELECT max(x.originator_version) FROM {schema}.event AS x
                           WHERE x.originator_id = s.originator_id), 0));
            GET DIAGNOSTICS written = ROW_COUNT;
            fits := written = cardinality(events);
        ELSIF fits AND cardinality(ends) > 0 THEN
            fits := NOT EXISTS (
                SELECT FROM unnest(ends) AS s
                 WHERE s.version <> coalesce((
                       SELECT max(x.originator_version) FROM {schema}.event AS x
                        WHERE x.originator_id = s.originator_id), 0));
        END IF;
        IF fits THEN
            status := 'all';
            last_position := before + total;
            at_time := clock;
            RETURN NEXT;
            RETURN;
        END IF;
        -- Only our own fresh rows lie beyond the old head.
        DELETE FROM {schema}.command AS c WHERE c.position > before AND (c.party, c.person, c.id) IN (
            SELECT s.party, s.person, s.id FROM unnest(saves) AS s);
        IF cardinality(events) = 0 THEN
            RETURN;  -- the caller rolls back and asks again, carefully
        END IF;
    END IF;

    written := 0;
    FOR save IN 1 .. cardinality(saves) LOOP
        one := saves[save];
        at_time := clock;
        hash := NULL;
        answer := NULL;
        IF one.party IS NOT NULL THEN
            SELECT c.content_hash, c.outcome, c.position, c.recorded_at INTO known FROM {schema}.command AS c
             WHERE c.party = one.party AND c.person = one.person AND c.id = one.id;
            IF FOUND THEN
                status := 'repeated';
                last_position := known.position;
                at_time := known.recorded_at;
                hash := known.content_hash;
                answer := known.outcome;
                RETURN NEXT;
                CONTINUE;
            END IF;
        END IF;
        IF EXISTS (
            SELECT FROM (
                SELECT e.originator_id, min(e.originator_version) AS lowest, max(e.originator_version) AS highest,
                       count(*) AS how_many
                  FROM unnest(events[one.last - one.events + 1 : one.last]) AS e
                 GROUP BY e.originator_id
            ) AS s
             WHERE s.highest - s.lowest + 1 <> s.how_many
                OR s.lowest <> 1 + coalesce((
                   SELECT max(e.originator_version) FROM {schema}.event AS e
                    WHERE e.originator_id = s.originator_id), 0)
        ) THEN
            status := 'conflict';
            last_position := NULL;
            RETURN NEXT;
            CONTINUE;
        END IF;
        INSERT INTO {schema}.event
        SELECT e.originator_id, e.originator_version, e.topic, e.state,
               before + written + e.place - one.last + one.events, clock, e.command_id, e.ordinal
          FROM unnest(events[one.last - one.events + 1 : one.last]) AS e;
        written := written + one.events;
        IF one.party IS NOT NULL THEN
            INSERT INTO {schema}.command VALUES (
                one.party, one.person, one.id, one.content_hash, one.role, one.device, one.claimed_at, one.at, clock,
                one.observed, one.place, one.evidence, one.schema_version, before + written, one.streams, one.outcome);
        END IF;
        status := 'recorded';
        last_position := before + written;
        RETURN NEXT;
    END LOOP;
    UPDATE {schema}.head AS h SET position = before + written;
END
$$;
