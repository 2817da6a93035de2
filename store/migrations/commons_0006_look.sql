-- Looks of officials at what lies outside their area: who, for which case, at what. Never changed, never deleted here.
CREATE TABLE {schema}.look (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    person text NOT NULL,
    party text NOT NULL,
    role text NOT NULL,
    jurisdiction text NOT NULL,
    case_number text NOT NULL,
    asked text NOT NULL                  -- the lot, item or unit that was traced, as it was asked for
);
CREATE INDEX look_case ON {schema}.look (case_number, at);
