-- Runs at the start of each connection. The temporary tables pass rows from one statement of a file to the next, like
-- the parts of a WITH in PostgreSQL. They are in memory and belong to this connection. Each file empties those that it
-- uses first.

-- WAL: readers and the writer do not block each other, and a commit is one write and one fsync. FULL: with that fsync.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
-- The file may come from anywhere, so its schema must not call unsafe functions.
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
-- Limits the WAL file after a burst or a long backup.
PRAGMA journal_size_limit = 67108864;

-- The orders that a statement works on, as they were before.
CREATE TEMP TABLE taken (order_number INTEGER PRIMARY KEY, status TEXT);

-- The counted products whose stock changes: by how much, and to which value.
CREATE TEMP TABLE moving (product_id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL, stock INTEGER NOT NULL);

-- The products that a statement writes. Without an id they are new.
CREATE TEMP TABLE writing (
    n INTEGER PRIMARY KEY, id INTEGER, version INTEGER, category TEXT, value TEXT, added INTEGER NOT NULL DEFAULT 0
);

-- The staff account that a statement works on, as it was before.
CREATE TEMP TABLE changing (id INTEGER PRIMARY KEY, email TEXT, name TEXT, role TEXT, active INTEGER);
