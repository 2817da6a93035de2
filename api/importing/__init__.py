"""Bring in what is kept in spreadsheets: members, sites, products, and a cooperative's harvest ledger."""
