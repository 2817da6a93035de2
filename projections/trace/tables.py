"""The tables of the trace. Everything in them says when it happened and from which position on it was known.

`asserted` is the position that said so, `withdrawn` the position of the correction that took it back (or null): a row
is known at position P when asserted <= P and not withdrawn <= P. Rows are named by facts, never by order of arrival.
"""

from __future__ import annotations

TABLES = (
    "trace_node",
    "trace_edge",
    "trace_step",
    "trace_leg",
    "trace_unit",
    "trace_label",
    "trace_correction",
)

DDL = """
-- A lot and its number in the graph: the first 63 bits of its stream id, so every region calls it the same.
CREATE TABLE {schema}.trace_node (
    id bigint PRIMARY KEY,
    lot text NOT NULL CONSTRAINT trace_node_is_one_lot CHECK (lot <> '')
);

-- `parent` went into `child` by the transformation `about`; `command_id` says who says so: it, or a correction of it.
CREATE TABLE {schema}.trace_edge (
    child bigint NOT NULL,
    parent bigint NOT NULL,
    kind text NOT NULL,              -- split, merge, grade, process, repack
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    about uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    asserted bigint NOT NULL,
    withdrawn bigint
);
CREATE UNIQUE INDEX trace_edge_up ON {schema}.trace_edge (child, parent, command_id)
    INCLUDE (occurred_at, asserted, withdrawn);
CREATE UNIQUE INDEX trace_edge_down ON {schema}.trace_edge (parent, child, command_id)
    INCLUDE (occurred_at, asserted, withdrawn);

-- What one line of one fact did to one lot.
CREATE TABLE {schema}.trace_step (
    node bigint NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    line smallint NOT NULL,          -- of the fact; -1: the correction itself, whose values stand in other rows
    kind text NOT NULL,
    occurred_at timestamptz NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    party text NOT NULL,
    carrier text NOT NULL,
    other_region text NOT NULL,      -- another region than this one, or empty
    other_site text NOT NULL,
    other_county text NOT NULL,
    other_party text NOT NULL,
    quantity numeric,
    expected numeric,                -- what the papers said
    rejected numeric,
    unit text NOT NULL,              -- the SSCC it was in, or empty
    reference text NOT NULL,         -- shipment, voucher, handover, hold ... that it answers
    detail text NOT NULL,            -- which kind of it: grade, purchase, retail ...
    reason text NOT NULL,
    proof jsonb,
    about uuid NOT NULL,             -- the command whose values these are
    corrected boolean NOT NULL,      -- true: said by a correction of `about`
    asserted bigint NOT NULL,
    withdrawn bigint,
    PRIMARY KEY (node, command_id, ordinal, line)
);
CREATE INDEX trace_step_about ON {schema}.trace_step (about);
CREATE INDEX trace_step_abroad ON {schema}.trace_step (node, other_region)
    INCLUDE (kind, occurred_at, asserted, withdrawn) WHERE other_region <> '';

-- What happened to a whole shipment or offer, whatever lots it has: handed over, arrived, rejected.
CREATE TABLE {schema}.trace_leg (
    journey uuid NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    kind text NOT NULL,
    occurred_at timestamptz NOT NULL,
    site text NOT NULL,
    county text NOT NULL,
    party text NOT NULL,
    other_party text NOT NULL,
    reason text NOT NULL,
    asserted bigint NOT NULL,
    PRIMARY KEY (journey, command_id, ordinal)
);

-- What was put into a logistic unit or taken out, and inside which unit it is itself.
CREATE TABLE {schema}.trace_unit (
    unit text NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    line smallint NOT NULL,
    kind text NOT NULL,              -- packed, unpacked, received: `node` and `quantity`; nested: `parent` (empty: out)
    occurred_at timestamptz NOT NULL,
    node bigint,
    quantity numeric,
    parent text NOT NULL,
    site text NOT NULL,
    party text NOT NULL,
    asserted bigint NOT NULL,
    PRIMARY KEY (unit, command_id, ordinal, line)
);
CREATE INDEX trace_unit_parent ON {schema}.trace_unit (parent) WHERE parent <> '';

-- Item labels of one roll that were bound to a lot, or voided, by one fact.
CREATE TABLE {schema}.trace_label (
    product text NOT NULL,
    roll text NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    kind text NOT NULL,              -- bound, voided
    occurred_at timestamptz NOT NULL,
    node bigint,
    serials text[] NOT NULL,
    asserted bigint NOT NULL,
    PRIMARY KEY (product, roll, command_id, ordinal)
);

-- Every correction: the whole values anew of what `corrects` said. A correction may come before what it corrects.
CREATE TABLE {schema}.trace_correction (
    corrects uuid NOT NULL,
    position bigint NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    occurred_at timestamptz NOT NULL,
    reason text NOT NULL,
    replaces text[] NOT NULL,        -- kinds of steps
    kinds text[] NOT NULL,           -- of each line; empty: any of `replaces`
    nodes bigint[] NOT NULL,         -- of each line; null: any
    units text[] NOT NULL,
    quantities numeric[] NOT NULL,
    PRIMARY KEY (corrects, position)
);
"""
