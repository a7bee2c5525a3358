-- What each connection begins with. The tables are what a statement of several remembers from one to the next, as the
-- parts of one WITH do in PostgreSQL; each empties what it uses first. They are in memory, and of this connection.

-- WAL: reading goes on beside the writer, and a commit is one write and one fsync. FULL: that fsync is not left out.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
-- The file may come from anywhere: its schema must not call what could do harm.
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
-- What a burst or a long backup made of the WAL is given back.
PRAGMA journal_size_limit = 67108864;

-- The orders that a statement took on, as they were.
CREATE TEMP TABLE taken (order_number INTEGER PRIMARY KEY, status TEXT);

-- The counted products whose stock it moves: by how much, and to what.
CREATE TEMP TABLE moving (product_id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL, stock INTEGER NOT NULL);
