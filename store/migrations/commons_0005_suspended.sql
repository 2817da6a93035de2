-- Who is known but let in nowhere, until resumed.

ALTER TABLE {schema}.person_role ADD COLUMN suspended_at timestamptz;
