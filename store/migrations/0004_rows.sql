-- Whose rows: the role that reads run as, and what its policies ask (store/rows.py, decision 15).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'suyuan_reader') THEN
        BEGIN
            CREATE ROLE suyuan_reader NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;  -- of another database, at this moment
            WHEN insufficient_privilege THEN
                RAISE insufficient_privilege USING MESSAGE = format(
                    'role suyuan_reader is missing and %1$s may not make it: as a superuser,'
                    ' CREATE ROLE suyuan_reader NOLOGIN; GRANT suyuan_reader TO %1$s', current_user);
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suyuan_reader' AND (rolsuper OR rolbypassrls OR rolcanlogin)) THEN
        RAISE insufficient_privilege USING MESSAGE =
            'role suyuan_reader must be NOLOGIN NOSUPERUSER NOBYPASSRLS: it reads on behalf of tenants';
    END IF;
    BEGIN
        GRANT suyuan_reader TO CURRENT_USER;
    EXCEPTION WHEN insufficient_privilege THEN
        IF NOT pg_has_role('suyuan_reader', 'MEMBER') THEN
            RAISE insufficient_privilege USING MESSAGE = format(
                '%1$s may not read as suyuan_reader: as a superuser, GRANT suyuan_reader TO %1$s', current_user);
        END IF;
    END;
END
$$;

GRANT USAGE ON SCHEMA {schema} TO suyuan_reader;
GRANT SELECT ON {schema}.migration, {schema}.head, {schema}.follower, {schema}.lease, {schema}.parked TO suyuan_reader;

-- Who overdrew, on which device: of commands READER may know no more (store/rows.py guards the rest of this schema).
ALTER TABLE {schema}.command ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.command FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {schema}.command
    USING ((SELECT current_setting('suyuan.asker', true)) <> '' AND (SELECT current_user) <> 'suyuan_reader');
CREATE POLICY reader ON {schema}.command FOR SELECT TO suyuan_reader
    USING ((SELECT current_setting('suyuan.asker', true)) = 'official');
GRANT SELECT (id, party, person, device) ON {schema}.command TO suyuan_reader;

-- What policies ask is asked here as the owner, by name: a policy that read another table would bring that one's policy
-- in, in circles, and would keep a projection's tables from being dropped when new ones take their place.

-- The asker's party, the households that were found to be theirs in other regions, and those of this one.
CREATE FUNCTION {schema}.mine() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known text := current_setting('suyuan.mine', true);
BEGIN
    IF coalesce(known, '') = '' THEN
        RETURN '{}';
    END IF;
    RETURN string_to_array(known, ',') || ARRAY(
        SELECT p.party FROM {schema}.directory_party AS p WHERE p.cooperative = current_setting('suyuan.party'));
END
$$;

-- Households whose goods the asker took over: a refused purchase has no lines, and grants nothing.
CREATE FUNCTION {schema}.givers() RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me text := nullif(current_setting('suyuan.mine', true), '');
BEGIN
    IF me IS NULL THEN
        RETURN;
    END IF;
    me := current_setting('suyuan.party');
    RETURN QUERY
        SELECT p.other FROM {schema}.directory_paper AS p
         WHERE p.party = me AND p.kind = 'receipt' AND p.body::jsonb ? 'lines'
        UNION
        SELECT p.party FROM {schema}.directory_paper AS p JOIN {schema}.directory_step AS s USING (id)
         WHERE p.other = me AND p.kind = 'handover' AND s.what = 'accepted';
END
$$;

-- Shipments of which somebody says that they were handed to the asker.
CREATE FUNCTION {schema}.handed() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT s.id FROM {schema}.directory_step AS s WHERE s.party = ANY({schema}.mine()) AND s.what = 'handed_over';
END
$$;

-- Whether an answer to an offer was given in the asker's area.
CREATE FUNCTION {schema}.answered_in_area(handover uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM {schema}.directory_step AS s WHERE s.id = handover
        AND s.body::jsonb ->> 'county' LIKE nullif(current_setting('suyuan.area', true), ''));
END
$$;

-- Whether the asker is named in what happened to a whole shipment or offer.
CREATE FUNCTION {schema}.went_along(about uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine text[] := {schema}.mine();
BEGIN
    RETURN mine <> '{}' AND EXISTS (SELECT FROM {schema}.trace_leg AS l WHERE l.journey = about
        AND (l.party = ANY(mine) OR l.other_party = ANY(mine)));
END
$$;

-- The last position that was recorded until a moment, of those up to `high`: recorded_at never falls as the position
-- grows, so that 24 looks find the place in ten million facts without an index. READER has no look at events.
CREATE FUNCTION {schema}.position_at(moment timestamptz, high bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    low bigint := 0;
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT e.recorded_at <= moment FROM {schema}.event AS e WHERE e.notification_id = middle) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

REVOKE EXECUTE ON FUNCTION {schema}.mine(), {schema}.givers(), {schema}.handed(), {schema}.answered_in_area(uuid),
    {schema}.went_along(uuid), {schema}.position_at(timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {schema}.mine(), {schema}.givers(), {schema}.handed(), {schema}.answered_in_area(uuid),
    {schema}.went_along(uuid), {schema}.position_at(timestamptz, bigint) TO suyuan_reader;
