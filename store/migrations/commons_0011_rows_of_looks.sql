-- Looks are whose data was looked at, and the officials' who looked; an administrator's those of the area's officials.

ALTER TABLE {schema}.look ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.look FORCE ROW LEVEL SECURITY;
ALTER TABLE {schema}.look_owner ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.look_owner FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {schema}.look
    USING ((SELECT current_setting('suyuan.asker', true)) <> '' AND (SELECT current_user) <> 'suyuan_reader');
CREATE POLICY system ON {schema}.look_owner
    USING ((SELECT current_setting('suyuan.asker', true)) <> '' AND (SELECT current_user) <> 'suyuan_reader');
CREATE POLICY reader ON {schema}.look_owner FOR SELECT TO suyuan_reader
    USING (owner = ANY((SELECT {schema}.mine())::text[]));
CREATE POLICY reader ON {schema}.look FOR SELECT TO suyuan_reader
    USING (party = (SELECT nullif(current_setting('suyuan.party', true), ''))
           OR jurisdiction LIKE (SELECT nullif(current_setting('suyuan.area', true), ''))
           OR position IN (SELECT o.position FROM {schema}.look_owner AS o));
GRANT SELECT ON {schema}.look, {schema}.look_owner TO suyuan_reader;
