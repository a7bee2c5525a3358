-- The whole schema: PostgreSQL's says what each table is for. Times are text such as 2026-04-18T14:30:00.250Z, which
-- sorts in order of time. Booleans are 0 and 1.

CREATE TABLE catalog (
    one          INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    version      INTEGER NOT NULL DEFAULT 1,
    told_version INTEGER NOT NULL DEFAULT 1,
    seeded       INTEGER NOT NULL DEFAULT 0 CHECK (seeded IN (0, 1))
) STRICT;
INSERT INTO catalog DEFAULT VALUES;

CREATE TABLE categories (
    key   TEXT    PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 50),
    place INTEGER NOT NULL,
    names TEXT    NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;
INSERT INTO categories (key, place, names) VALUES
    ('bread', 1, '{"en":"Bread","de":"Brot"}'),
    ('pastry', 2, '{"en":"Pastries","de":"Feingebäck"}'),
    ('cake', 3, '{"en":"Cakes and tarts","de":"Kuchen und Torten"}'),
    ('biscuit', 4, '{"en":"Biscuits","de":"Kekse"}'),
    ('drink', 5, '{"en":"Drinks","de":"Getränke"}');

CREATE TABLE products (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    description TEXT    NOT NULL CHECK (length(description) <= 1000),
    price_cents INTEGER NOT NULL CHECK (price_cents BETWEEN 1 AND 1000000),
    category    TEXT    NOT NULL REFERENCES categories,
    image       TEXT    CHECK (length(image) BETWEEN 1 AND 200),
    stock       INTEGER CHECK (stock BETWEEN 0 AND 2147483647), -- NULL: baked to order
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    version     INTEGER NOT NULL DEFAULT 1,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    changed_by  TEXT,
    size        TEXT    NOT NULL DEFAULT '' CHECK (length(size) <= 40),
    ingredients TEXT    NOT NULL DEFAULT '' CHECK (length(ingredients) <= 2000),
    allergens   TEXT,
    lead_days   INTEGER NOT NULL DEFAULT 0 CHECK (lead_days BETWEEN 0 AND 30),
    daily_limit INTEGER CHECK (daily_limit BETWEEN 1 AND 100000),
    vat_permille INTEGER CHECK (vat_permille BETWEEN 0 AND 1000),
    photo       TEXT    CHECK (length(photo) BETWEEN 1 AND 100),
    sold_out_on TEXT    CHECK (length(sold_out_on) = 10),
    place       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE settings (
    one      INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    version  INTEGER NOT NULL DEFAULT 1,
    document TEXT    NOT NULL
) STRICT;

CREATE TABLE calendar (
    date   TEXT PRIMARY KEY CHECK (length(date) = 10),
    hours  TEXT NOT NULL,
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 100)
) STRICT, WITHOUT ROWID;

CREATE TABLE photos (
    file      TEXT PRIMARY KEY,
    bytes     BLOB NOT NULL,
    stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- As in PostgreSQL, there are no foreign keys to products and orders, which are never deleted.
CREATE TRIGGER products_are_kept BEFORE DELETE ON products
BEGIN
    SELECT raise(ABORT, 'rows of products are named by others and must be kept');
END;
CREATE TRIGGER products_keep_their_ids BEFORE UPDATE OF id ON products WHEN new.id IS NOT old.id
BEGIN
    SELECT raise(ABORT, 'rows of products are named by others and must be kept');
END;

CREATE TABLE order_ids (
    one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    key TEXT    NOT NULL CHECK (length(key) = 32)
) STRICT;
INSERT INTO order_ids (key) VALUES (lower(hex(randomblob(16))));

CREATE TABLE orders (
    number         INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 9007199254740991), -- the next is one more
    customer_name  TEXT    NOT NULL,
    customer_email TEXT    NOT NULL,
    pickup_code    TEXT    NOT NULL,
    payment_token  TEXT,
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 200),
    phone          TEXT    CHECK (length(phone) BETWEEN 5 AND 40),
    status         TEXT    NOT NULL DEFAULT 'pending'
                   CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    failure_reason TEXT    CHECK (failure_reason IN ('out_of_stock', 'payment_declined', 'internal')),
    fulfilment     TEXT    NOT NULL DEFAULT 'new' CHECK (fulfilment IN ('new', 'baking', 'ready', 'collected')),
    total_cents    INTEGER NOT NULL CHECK (total_cents > 0),
    pickup_date    TEXT    CHECK (pickup_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    pickup_minute  INTEGER CHECK (pickup_minute BETWEEN 0 AND 1439),
    pickup_until   INTEGER CHECK (pickup_until BETWEEN 1 AND 1440),
    pickup_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    cancel_until   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    attempt        INTEGER NOT NULL DEFAULT 0,
    lease_until    TEXT,
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CHECK ((status = 'failed') = (failure_reason IS NOT NULL)),
    CHECK ((status = 'processing') = (lease_until IS NOT NULL)),
    CHECK ((pickup_date IS NULL) = (pickup_minute IS NULL)),
    CHECK ((pickup_date IS NULL) = (pickup_until IS NULL))
) STRICT;
CREATE INDEX orders_pickup ON orders (pickup_at);
CREATE TRIGGER orders_are_kept BEFORE DELETE ON orders
BEGIN
    SELECT raise(ABORT, 'rows of orders are named by others and must be kept');
END;
CREATE TRIGGER orders_keep_their_numbers BEFORE UPDATE OF number ON orders WHEN new.number IS NOT old.number
BEGIN
    SELECT raise(ABORT, 'rows of orders are named by others and must be kept');
END;

CREATE TABLE personal_data (
    one       INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    pickup_at TEXT    NOT NULL DEFAULT '',
    number    INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO personal_data DEFAULT VALUES;

CREATE TABLE order_items (
    order_number INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    product_id   INTEGER NOT NULL,
    quantity     INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    name         TEXT    NOT NULL,
    price_cents  INTEGER NOT NULL CHECK (price_cents > 0),
    allergens    TEXT,
    stock_left   INTEGER CHECK (stock_left >= 0),
    counted      INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1)),
    PRIMARY KEY (order_number, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE slots_taken (
    date     TEXT    NOT NULL,
    minute   INTEGER NOT NULL,
    orders   INTEGER NOT NULL CHECK (orders >= 0),
    capacity INTEGER,
    PRIMARY KEY (date, minute),
    CHECK (orders <= capacity)
) STRICT, WITHOUT ROWID;

CREATE TABLE pieces_taken (
    date        TEXT    NOT NULL,
    product_id  INTEGER NOT NULL,
    pieces      INTEGER NOT NULL CHECK (pieces >= 0),
    daily_limit INTEGER,
    PRIMARY KEY (date, product_id),
    CHECK (pieces <= daily_limit)
) STRICT, WITHOUT ROWID;

-- A product that gets its first limit is counted from its orders.
CREATE TRIGGER pieces_are_counted AFTER UPDATE OF daily_limit ON products
WHEN old.daily_limit IS NULL AND new.daily_limit IS NOT NULL
BEGIN
    INSERT INTO pieces_taken (date, product_id, pieces)
    SELECT o.pickup_date, new.id, sum(i.quantity)
    FROM orders o CROSS JOIN order_items i ON i.order_number = o.number AND i.product_id = new.id
    WHERE o.pickup_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day') AND o.pickup_date IS NOT NULL
      AND o.status IN ('pending', 'processing', 'completed') AND NOT i.counted
    GROUP BY o.pickup_date
    ON CONFLICT (date, product_id) DO UPDATE SET pieces = pieces + excluded.pieces;

    UPDATE order_items SET counted = 1
    WHERE product_id = new.id AND order_number IN (
        SELECT number FROM orders
        WHERE pickup_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day') AND pickup_date IS NOT NULL
          AND status IN ('pending', 'processing', 'completed'));
END;

CREATE TABLE order_events (
    order_number INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    status       TEXT    NOT NULL CHECK (status IN ('processing', 'completed', 'failed', 'cancelled')),
    at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (order_number, attempt, status)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX order_events_one_end ON order_events (order_number) WHERE status IN ('completed', 'failed');
CREATE UNIQUE INDEX order_events_one_cancel ON order_events (order_number) WHERE status = 'cancelled';

CREATE TABLE stock_moves (
    id           INTEGER PRIMARY KEY,
    product_id   INTEGER NOT NULL,
    order_number INTEGER,
    kind         TEXT    NOT NULL CHECK (kind IN ('adjust', 'reserve', 'release')),
    quantity     INTEGER NOT NULL,
    at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CHECK ((kind = 'adjust') = (order_number IS NULL)),
    CHECK (kind = 'adjust' OR quantity > 0)
) STRICT;
CREATE UNIQUE INDEX stock_moves_once ON stock_moves (order_number, product_id, kind) WHERE order_number IS NOT NULL;
CREATE INDEX stock_moves_counts ON stock_moves (product_id) WHERE kind = 'adjust';

CREATE TABLE payments (
    order_number INTEGER NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('charge', 'refund')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (order_number, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    order_number INTEGER PRIMARY KEY,
    sent         INTEGER NOT NULL CHECK (sent IN (0, 1)),
    due_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (sent, due_at);

CREATE TABLE idempotency_keys (
    key          TEXT    PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint  TEXT    NOT NULL,
    order_number INTEGER NOT NULL,
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE staff_accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    email         TEXT    NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
    name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    role          TEXT    NOT NULL CHECK (role IN ('counter', 'manager', 'owner')),
    active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    password_hash TEXT,
    created_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE VIEW owners AS SELECT id FROM staff_accounts WHERE active AND role = 'owner' AND password_hash IS NOT NULL;

CREATE TABLE staff (
    one     INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO staff DEFAULT VALUES;

CREATE TRIGGER an_owner_stays AFTER UPDATE ON staff_accounts
WHEN old.active AND old.role = 'owner' AND old.password_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM owners)
BEGIN
    SELECT raise(ABORT, 'the last owner must stay');
END;

CREATE TABLE staff_sessions (
    token_hash TEXT    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES staff_accounts,
    idle       TEXT    NOT NULL,                     -- a modifier of strftime: '+12 hours'
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    used_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_sessions_account ON staff_sessions (account_id, used_at);

CREATE TABLE staff_links (
    account_id INTEGER PRIMARY KEY REFERENCES staff_accounts,
    token_hash TEXT    NOT NULL UNIQUE,
    expires_at TEXT    NOT NULL
) STRICT;

CREATE TABLE sign_in_failures (
    subject  TEXT    PRIMARY KEY,
    failures INTEGER NOT NULL,
    since    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_age ON sign_in_failures (since);

CREATE TABLE history (
    id         INTEGER PRIMARY KEY,
    at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    account_id INTEGER,
    actor      TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    subject_id INTEGER,
    subject    TEXT    NOT NULL,
    changes    TEXT
) STRICT;
