"""The tables of the flows: what left for where, what came from where, and the names of places and products."""

TABLES = (
    "flows_site",
    "flows_party",
    "flows_product",
    "flows_shipment",
    "flows_shipped",
    "flows_receipt",
    "flows_received",
    "flows_correction",
    "flows_refusal",
    "flows_seal",
)

# Lines are kept with the position of the correction that set them, 0 for the first: what holds is the highest.
DDL = """
CREATE TABLE {schema}.flows_site (
    site text PRIMARY KEY,
    party text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    county text NOT NULL
);
CREATE TABLE {schema}.flows_party (
    party text PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    county text NOT NULL
);
CREATE TABLE {schema}.flows_product (
    product text PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    category text NOT NULL,
    measure text NOT NULL,
    season text NOT NULL                 -- months in order, such as '12,1,2'; empty: all year
);

CREATE TABLE {schema}.flows_shipment (
    shipment uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    day date NOT NULL,                   -- in Asia/Shanghai
    party text NOT NULL,
    from_site text NOT NULL,
    from_county text NOT NULL,
    to_region text NOT NULL,
    to_site text NOT NULL,
    to_county text NOT NULL,
    to_party text NOT NULL,
    carrier text NOT NULL,
    purpose text NOT NULL,
    seal text NOT NULL
);
CREATE INDEX ON {schema}.flows_shipment (at DESC, shipment);
CREATE INDEX ON {schema}.flows_shipment (day);
CREATE TABLE {schema}.flows_shipped (
    shipment uuid NOT NULL,
    position bigint NOT NULL,
    line integer NOT NULL,
    lot text NOT NULL,
    product text NOT NULL,
    unit text NOT NULL,
    quantity numeric NOT NULL,
    PRIMARY KEY (shipment, position, line)
);

-- `kind`: purchase and handover take over from a grower of the region; shipment and voucher answer `reference`.
CREATE TABLE {schema}.flows_receipt (
    receipt uuid PRIMARY KEY,
    kind text NOT NULL,
    reference text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    party text NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    from_party text NOT NULL,
    from_site text NOT NULL,
    from_county text NOT NULL,           -- empty where the fact does not say: the site knows
    difference text NOT NULL,
    proof text NOT NULL,                 -- certificate_number, certificate_photo, test, none; empty of a handover
    unproven text NOT NULL               -- why there is none, a code
);
CREATE INDEX ON {schema}.flows_receipt (at DESC, receipt);
CREATE INDEX ON {schema}.flows_receipt (day);
CREATE INDEX ON {schema}.flows_receipt (reference) WHERE reference <> '';
CREATE TABLE {schema}.flows_received (
    receipt uuid NOT NULL,
    position bigint NOT NULL,
    line integer NOT NULL,
    lot text NOT NULL,
    product text NOT NULL,
    unit text NOT NULL,
    accepted numeric NOT NULL,
    expected numeric,
    rejected numeric NOT NULL,
    PRIMARY KEY (receipt, position, line)
);

CREATE TABLE {schema}.flows_correction (
    corrects uuid PRIMARY KEY,           -- a shipment or a receipt
    position bigint NOT NULL,
    fact uuid NOT NULL,
    at timestamptz NOT NULL
);

CREATE TABLE {schema}.flows_refusal (
    fact uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    party text NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    from_party text NOT NULL,
    lots text NOT NULL,                  -- separated by spaces
    reason text NOT NULL
);
CREATE INDEX ON {schema}.flows_refusal (at DESC);

CREATE TABLE {schema}.flows_seal (
    shipment uuid NOT NULL,
    fact uuid NOT NULL,
    at timestamptz NOT NULL,
    step text NOT NULL,                  -- dispatched, handed_over, arrived
    party text NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    seal text NOT NULL,
    PRIMARY KEY (shipment, fact)
);
CREATE INDEX ON {schema}.flows_seal (at DESC) WHERE step = 'arrived';
"""
