"""How far the eyes of a party or an official reach: rows that are told, by who asks."""
