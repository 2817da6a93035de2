"""The tables of custody: what every fact moved, and what that adds up to; goods on their way, and what has arrived."""

from __future__ import annotations

TABLES = (
    "custody_movement",
    "custody_holding",
    "custody_leg",
    "custody_consignment",
    "custody_delivery",
)

DDL = """
-- One fact of one stock (named by its stream id): what it moved, packed, held or corrected.
CREATE TABLE {schema}.custody_movement (
    stock uuid NOT NULL,
    fact uuid NOT NULL,
    ordinal integer NOT NULL,
    kind text NOT NULL,              -- entered, left, counted, packed, unpacked, held, released, corrected
    at timestamptz NOT NULL,
    unit text NOT NULL,
    quantity numeric,                -- null: voided, or nothing moved
    about uuid,                      -- the hold that is meant, or the fact that is corrected
    lot text NOT NULL,
    site text NOT NULL,
    party text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (stock, fact, ordinal)
);

-- What is of one lot at one site. A function of its movements.
CREATE TABLE {schema}.custody_holding (
    stock uuid PRIMARY KEY,
    lot text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    party text COLLATE "C" NOT NULL,
    product text NOT NULL,
    on_hand numeric NOT NULL,
    packed numeric NOT NULL,
    held boolean NOT NULL,
    overdrawn numeric NOT NULL,
    since timestamptz NOT NULL,      -- when there last began to be something of it
    changed_at timestamptz NOT NULL  -- when it last changed, by the time of the facts
);
CREATE INDEX custody_holding_lot ON {schema}.custody_holding (lot, site);
CREATE INDEX custody_holding_site ON {schema}.custody_holding (site, lot);
CREATE INDEX custody_holding_party ON {schema}.custody_holding (party, lot, site);

-- One fact of one shipment: dispatched, corrected (the lines anew), handed over, arrived.
CREATE TABLE {schema}.custody_leg (
    shipment uuid NOT NULL,
    fact uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    holder text NOT NULL,            -- who has it from then on; empty: no change
    teller text NOT NULL,            -- who says so
    county text NOT NULL,
    body text NOT NULL,              -- of a dispatch its values, of a correction its lines, as JSON; else empty
    position bigint NOT NULL,
    PRIMARY KEY (shipment, fact)
);

-- So much of one lot that left with one shipment, in a unit or loose. A function of its legs.
CREATE TABLE {schema}.custody_consignment (
    shipment uuid NOT NULL,
    lot text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    quantity numeric NOT NULL,
    dispatched_at timestamptz NOT NULL,
    party text NOT NULL,
    from_site text NOT NULL,
    from_county text NOT NULL,
    to_region text NOT NULL,
    to_site text NOT NULL,
    to_county text NOT NULL,
    to_party text NOT NULL,
    purpose text NOT NULL,
    holder text NOT NULL,            -- who has it: the sender, a carrier, the next one
    since timestamptz NOT NULL,      -- since when
    county text NOT NULL,            -- where it was last seen
    arrived_at timestamptz,          -- at the gate; the receipt is the receiver's fact
    PRIMARY KEY (shipment, lot, unit)
);
CREATE INDEX custody_consignment_lot ON {schema}.custody_consignment (lot);
CREATE INDEX custody_consignment_time ON {schema}.custody_consignment (dispatched_at, shipment, lot, unit);
CREATE INDEX custody_consignment_party ON {schema}.custody_consignment (party, dispatched_at);
CREATE INDEX custody_consignment_holder ON {schema}.custody_consignment (holder, dispatched_at);
CREATE INDEX custody_consignment_to ON {schema}.custody_consignment (to_party, dispatched_at);

-- What a receipt of this region says has come; of several rows of one receipt the one recorded last holds.
CREATE TABLE {schema}.custody_delivery (
    receipt uuid NOT NULL,
    position bigint NOT NULL,
    reference text NOT NULL,         -- the shipment or voucher; empty in corrections
    lots text[] NOT NULL,
    PRIMARY KEY (receipt, position)
);
CREATE INDEX custody_delivery_reference ON {schema}.custody_delivery (reference) WHERE reference <> '';
"""
