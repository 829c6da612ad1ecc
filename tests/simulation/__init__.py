"""Several clients, one table, a bad network and processes that die: what becomes of every accepted edit."""
