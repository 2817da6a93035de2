"""Record facts: settings, the PostgreSQL server, the recorder of events and commands, the vault."""
