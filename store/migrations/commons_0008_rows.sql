-- What the house reads on the pool for reads: who holds a token, and what was brought in and taken out.

GRANT SELECT ON {schema}.store_mark TO suyuan_reader;
DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['token', 'person_role', 'import_run', 'export_run'] LOOP
        EXECUTE format('ALTER TABLE {schema}.%1$I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE {schema}.%1$I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY system ON {schema}.%1$I USING ((SELECT current_setting(''suyuan.asker'', true))'
                       ' <> '''' AND (SELECT current_user) <> ''suyuan_reader'')', guarded);
        EXECUTE format('CREATE POLICY reader ON {schema}.%1$I FOR SELECT TO suyuan_reader'
                       ' USING ((SELECT current_setting(''suyuan.asker'', true)) = ''house'')', guarded);
        EXECUTE format('GRANT SELECT ON {schema}.%1$I TO suyuan_reader', guarded);
    END LOOP;
END
$$;
