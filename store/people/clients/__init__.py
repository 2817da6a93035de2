"""Partner systems: programs of a party, with a key or with assertions that they sign."""
