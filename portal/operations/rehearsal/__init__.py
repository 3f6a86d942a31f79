"""A dry run of an opening: invented people at every edge, through the real pages, then undone.

The clock is moved by replacing ``portal_now()`` inside one transaction, which is always rolled
back. PostgreSQL keeps functions as rows like any other: until a commit, which never comes, every
other session goes on with the real one.
"""
