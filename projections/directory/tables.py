"""The tables of the directory. Nothing personal: a household has no name here, a plot no point, a person no number."""

from __future__ import annotations

TABLES = (
    "directory_party",
    "directory_site",
    "directory_product",
    "directory_lot",
    "directory_roll",
    "directory_hold",
    "directory_paper",
    "directory_step",
    "directory_standing",
    "directory_member",
    "directory_member_step",
    "directory_breach",
    "directory_case",
)

DDL = """
CREATE TABLE {schema}.directory_party (
    party text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    county text NOT NULL,
    cooperative text NOT NULL,           -- who acts for it now
    credit_code text NOT NULL DEFAULT '',
    verified_at timestamptz,             -- null: nobody looked at its papers
    suspended boolean NOT NULL DEFAULT false
);
CREATE INDEX ON {schema}.directory_party (cooperative, party);

CREATE TABLE {schema}.directory_site (
    site text COLLATE "C" PRIMARY KEY,
    party text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    county text NOT NULL,
    town text NOT NULL
);
CREATE INDEX ON {schema}.directory_site (party, site);

CREATE TABLE {schema}.directory_product (
    product text COLLATE "C" PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    category text NOT NULL,
    measure text NOT NULL,
    county text NOT NULL,
    certificate boolean NOT NULL,
    more text NOT NULL                   -- packs, yields, season ... as JSON
);

-- A lot by the fact that happened first of those that opened it.
CREATE TABLE {schema}.directory_lot (
    lot text COLLATE "C" PRIMARY KEY,
    at timestamptz NOT NULL,
    fact uuid NOT NULL,
    kind text NOT NULL,
    product text NOT NULL,
    party text NOT NULL,
    site text NOT NULL,
    county text NOT NULL
);
CREATE INDEX ON {schema}.directory_lot (party, at DESC, lot DESC);

CREATE TABLE {schema}.directory_roll (
    product text COLLATE "C" NOT NULL,
    roll text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    party text NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    labels bigint NOT NULL,
    PRIMARY KEY (product, roll)
);
CREATE INDEX ON {schema}.directory_roll (party, at DESC);

-- A hold stands while it was begun and not ended, whichever was recorded first.
CREATE TABLE {schema}.directory_hold (
    hold uuid NOT NULL,
    ended boolean NOT NULL,
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (lot, site, hold, ended)
);

-- A paper: shipment, handover, receipt, sale. `other` and `third` may read it too (receiver, buyer, taker; carrier).
CREATE TABLE {schema}.directory_paper (
    kind text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    party text NOT NULL,
    other text NOT NULL,
    third text NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    to_region text NOT NULL,
    reference text NOT NULL,
    body text NOT NULL,                  -- the fact's plain values as JSON
    PRIMARY KEY (kind, id)
);
CREATE INDEX ON {schema}.directory_paper (party, kind, at DESC, id DESC);
CREATE INDEX ON {schema}.directory_paper (other, kind, at DESC, id DESC);
CREATE INDEX ON {schema}.directory_paper (third, kind, at DESC, id DESC);

-- What happened to a paper later. `party` is who has it since, or who decided.
CREATE TABLE {schema}.directory_step (
    id uuid NOT NULL,
    fact uuid NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL,
    party text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (id, fact)
);
CREATE INDEX ON {schema}.directory_step (party, id);

-- What was said on the standing of a party, in its stream's order: acting (value: the cooperative, or nobody), verified
-- (value: its unified social credit code), suspended, resumed (value: why). What holds stands in directory_party.
CREATE TABLE {schema}.directory_standing (
    party text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (party, version)
);

-- Who works for a party, as what, since when, on whose invitation; a person is a random id.
CREATE TABLE {schema}.directory_member (
    party text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    role text NOT NULL,
    jurisdiction text NOT NULL,
    inviter text NOT NULL,
    since timestamptz NOT NULL,
    suspended boolean NOT NULL,
    ended_at timestamptz,                -- null: still at work
    PRIMARY KEY (party, person)
);
CREATE INDEX ON {schema}.directory_member (person, party);
-- Its facts, in their stream's order; null: not said.
CREATE TABLE {schema}.directory_member_step (
    party text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    what text NOT NULL,
    role text,
    jurisdiction text,
    inviter text,
    PRIMARY KEY (party, person, version)
);

-- What a suspended party's phones had seen.
CREATE TABLE {schema}.directory_breach (
    fact uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    party text NOT NULL,
    site text NOT NULL,
    county text NOT NULL
);
CREATE INDEX ON {schema}.directory_breach (at DESC);

-- A case is open while it was opened and not closed, whichever was recorded first. `code`: the reason, or the outcome.
CREATE TABLE {schema}.directory_case (
    party text COLLATE "C" NOT NULL,     -- the authority
    number text COLLATE "C" NOT NULL,
    closed boolean NOT NULL,
    at timestamptz NOT NULL,
    code text NOT NULL,
    subject text NOT NULL,               -- of the opening: the lot, item or unit; and whose area
    jurisdiction text NOT NULL,
    PRIMARY KEY (party, number, closed)
);
"""
