"""PostgreSQL and Valkey from their PyPI wheels, for machines that have neither."""
