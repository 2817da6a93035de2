"""The tables of the balance: what every fact moved, and per stock and per work what that adds up to."""

TABLES = (
    "balance_site",
    "balance_move",
    "balance_correction",
    "balance_trade",
    "balance_stock",
    "balance_count",
    "balance_overdraft",
    "balance_work",
    "balance_work_correction",
    "balance_collision",
    "balance_binding",
)

DDL = """
CREATE TABLE {schema}.balance_site (
    site text PRIMARY KEY,
    party text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    county text NOT NULL
);

-- One row a movement of a stock; `quantity` is signed, absolute when counted. A fact moves a lot once a site and unit.
CREATE TABLE {schema}.balance_move (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    fact uuid NOT NULL,
    ordinal smallint NOT NULL,
    unit text NOT NULL,
    at timestamptz NOT NULL,
    cause text NOT NULL,
    counted boolean NOT NULL,
    quantity numeric NOT NULL,
    party text NOT NULL,
    PRIMARY KEY (lot, site, fact, ordinal)
);

-- The correction of a movement that holds: the one recorded last. Null: it did not happen.
CREATE TABLE {schema}.balance_correction (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    corrects uuid NOT NULL,
    unit text NOT NULL,
    position bigint NOT NULL,
    quantity numeric,
    PRIMARY KEY (lot, site, corrects, unit)
);

-- Movements between parties of the chain by sales voucher: a sale to a registered buyer, and the buyer's receipt.
CREATE TABLE {schema}.balance_trade (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    fact uuid NOT NULL,
    PRIMARY KEY (lot, site, fact)
);

-- What the movements of one lot at one site add up to, by cause. variance = on_hand - (what came in - what went out).
CREATE TABLE {schema}.balance_stock (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    party text NOT NULL,
    product text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    harvested numeric NOT NULL,
    received numeric NOT NULL,
    bought numeric NOT NULL,
    accepted numeric NOT NULL,
    produced numeric NOT NULL,
    taken_back numeric NOT NULL,
    found numeric NOT NULL,
    consumed numeric NOT NULL,
    dispatched numeric NOT NULL,
    handed_over numeric NOT NULL,
    sold numeric NOT NULL,
    traded numeric NOT NULL,
    destroyed numeric NOT NULL,
    given_back numeric NOT NULL,
    variance numeric NOT NULL,
    on_hand numeric NOT NULL,
    lain numeric,                        -- kilogram hours (or piece hours) from coming to leaving; null until all left
    PRIMARY KEY (lot, site)
);
CREATE INDEX ON {schema}.balance_stock (last_at DESC, lot, site);
CREATE INDEX ON {schema}.balance_stock (site, product);

-- Each count, and what the movements before it had left one to expect.
CREATE TABLE {schema}.balance_count (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    fact uuid NOT NULL,
    ordinal smallint NOT NULL,
    party text NOT NULL,
    at timestamptz NOT NULL,
    expected numeric NOT NULL,
    counted numeric NOT NULL,
    PRIMARY KEY (lot, site, fact, ordinal)
);
CREATE INDEX ON {schema}.balance_count (at DESC) WHERE expected <> counted;

-- What a stock said about its overdraft, in the stream's own order; null: closed.
CREATE TABLE {schema}.balance_overdraft (
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    fact uuid NOT NULL,
    at timestamptz NOT NULL,
    quantity numeric,
    how text NOT NULL,
    PRIMARY KEY (lot, site, version)
);

-- A transformation by its sums; the product is that of its first input, as for the measure of its waste.
CREATE TABLE {schema}.balance_work (
    work uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    site text NOT NULL,
    party text NOT NULL,
    county text NOT NULL,
    kind text NOT NULL,
    step text NOT NULL,
    product text NOT NULL,
    lot text NOT NULL,
    went_in numeric NOT NULL,
    came_out numeric NOT NULL,
    waste numeric NOT NULL,
    keeps boolean NOT NULL,
    low numeric NOT NULL,
    high numeric NOT NULL,
    balanced boolean NOT NULL
);
CREATE INDEX ON {schema}.balance_work (at DESC);
CREATE TABLE {schema}.balance_work_correction (
    work uuid PRIMARY KEY,
    position bigint NOT NULL,
    fact uuid NOT NULL,
    at timestamptz NOT NULL,
    went_in numeric NOT NULL,
    came_out numeric NOT NULL,
    waste numeric NOT NULL
);

CREATE TABLE {schema}.balance_collision (
    fact uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    lot text NOT NULL,
    wanted text NOT NULL
);

-- Labels that were bound to a lot, by whom and where (empty: nobody said).
CREATE TABLE {schema}.balance_binding (
    fact uuid NOT NULL,
    at timestamptz NOT NULL,
    lot text NOT NULL,
    site text NOT NULL,
    party text NOT NULL,
    labels bigint NOT NULL,
    PRIMARY KEY (fact, lot)
);
"""
