"""The tables behind a scanned page, the same in every region and in commons."""

from __future__ import annotations

from typing import Final

NAME: Final = "public_page"
TABLES: Final = (
    "public_page",
    "public_page_fact",
    "public_page_lot",
    "public_page_status",
    "public_page_unit",
    "public_page_label",
    "public_page_site",
    "public_page_party",
    "public_page_product",
)
DDL: Final = """
-- One finished fragment of JSON for each lot known here: what a buyer may see of its life in this region.
CREATE TABLE {schema}.public_page (
    lot text PRIMARY KEY,
    body bytea NOT NULL,
    updated_at timestamptz NOT NULL      -- when the latest of its facts was recorded
);
-- What is public of each fact, and the piece of work (harvest, receipt, shipment ...) that it speaks of.
CREATE TABLE {schema}.public_page_fact (
    fact uuid NOT NULL,
    ordinal smallint NOT NULL,
    activity uuid NOT NULL,
    position bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    told bytea NOT NULL,
    PRIMARY KEY (fact, ordinal)
);
CREATE INDEX ON {schema}.public_page_fact (activity);
-- Which lots an activity ever named.
CREATE TABLE {schema}.public_page_lot (
    activity uuid NOT NULL,
    lot text NOT NULL,
    PRIMARY KEY (activity, lot)
);
CREATE INDEX ON {schema}.public_page_lot (lot, activity);
-- Beside the body, so that a hold costs one small row. kind: held (ref: the hold), corrected (ref: the activity).
CREATE TABLE {schema}.public_page_status (
    lot text NOT NULL,
    kind text NOT NULL,
    ref uuid NOT NULL,
    site text NOT NULL,
    begun boolean NOT NULL,
    ended boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (lot, kind, ref)
);
CREATE TABLE {schema}.public_page_unit (
    unit text NOT NULL,
    fact uuid NOT NULL,
    ordinal smallint NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    told bytea NOT NULL,
    PRIMARY KEY (unit, fact, ordinal)
);
CREATE TABLE {schema}.public_page_label (
    product text NOT NULL,
    serial text NOT NULL,
    lot text NOT NULL,                   -- empty until it is bound
    bound_at timestamptz,                -- of two bindings the one that happened first holds
    bound_by uuid,
    voided boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (product, serial)
);
CREATE TABLE {schema}.public_page_site (
    site text PRIMARY KEY,
    party text NOT NULL,
    kind text NOT NULL,
    county text NOT NULL,
    town text NOT NULL
);
CREATE TABLE {schema}.public_page_party (
    party text PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,                  -- empty for a household, whatever the fact says
    county text NOT NULL
);
CREATE TABLE {schema}.public_page_product (
    product text PRIMARY KEY,
    body bytea NOT NULL
);
"""
