"""When a moment is over: nothing that bears an earlier time can be written any more.

Times are those of statements, and one that began before a moment may commit after it. Whoever
reads "everything until then" waits until no such transaction is left. A statement that has
written nothing so far may still be about to, so it counts too; one that only reads, for hours
perhaps, is believed after a minute. The server's own helpers, autovacuum say, write none of ours.
"""

#: SQL of how long ago the oldest transaction began that may still write; NULL where there is none.
UNSETTLED = """(
    SELECT max(now() - CASE WHEN a.backend_xid IS NULL THEN a.query_start ELSE a.xact_start END)
    FROM pg_stat_activity a
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
      AND a.backend_type = 'client backend'
      AND (a.backend_xid IS NOT NULL
           OR a.state = 'active' AND now() - a.query_start < interval '1 minute'))"""
