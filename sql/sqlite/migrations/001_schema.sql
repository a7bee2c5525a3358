-- The whole schema: see the one of PostgreSQL for what each table is for. Here times are text, as in
-- 2026-04-18T14:30:00.250Z: they sort as they follow each other, and people can read them. Booleans are 0 and 1.

CREATE TABLE catalog (
    one     INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    version INTEGER NOT NULL DEFAULT 1,
    seeded  INTEGER NOT NULL DEFAULT 0 CHECK (seeded IN (0, 1))
) STRICT;
INSERT INTO catalog DEFAULT VALUES;

CREATE TABLE products (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    description TEXT    NOT NULL CHECK (length(description) <= 1000),
    price_cents INTEGER NOT NULL CHECK (price_cents BETWEEN 1 AND 1000000),
    category    TEXT    NOT NULL CHECK (length(category) BETWEEN 1 AND 50),
    image       TEXT    CHECK (length(image) BETWEEN 1 AND 200),
    stock       INTEGER CHECK (stock BETWEEN 0 AND 2147483647), -- NULL: baked to order
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    version     INTEGER NOT NULL DEFAULT 1,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- Lines and moves name products without a foreign key, as in PostgreSQL: that products are kept gives the same.
CREATE TRIGGER products_are_kept BEFORE DELETE ON products
BEGIN
    SELECT raise(ABORT, 'orders name products: set active = 0 instead');
END;
CREATE TRIGGER products_keep_their_ids BEFORE UPDATE OF id ON products WHEN new.id IS NOT old.id
BEGIN
    SELECT raise(ABORT, 'orders name products: set active = 0 instead');
END;

CREATE TABLE orders (
    id             INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
    customer_name  TEXT    NOT NULL,
    customer_email TEXT    NOT NULL,
    pickup_code    TEXT    NOT NULL,
    payment_token  TEXT,
    status         TEXT    NOT NULL DEFAULT 'pending'
                   CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    failure_reason TEXT    CHECK (failure_reason IN ('out_of_stock', 'payment_declined', 'internal')),
    fulfilment     TEXT    NOT NULL DEFAULT 'new' CHECK (fulfilment IN ('new', 'baking', 'ready', 'collected')),
    total_cents    INTEGER NOT NULL CHECK (total_cents > 0),
    attempt        INTEGER NOT NULL DEFAULT 0,
    lease_until    TEXT,
    swept_at       TEXT,
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CHECK ((status = 'failed') = (failure_reason IS NOT NULL)),
    CHECK ((status = 'processing') = (lease_until IS NOT NULL))
) STRICT;
CREATE INDEX orders_open ON orders (updated_at) WHERE status IN ('pending', 'processing');

CREATE TABLE order_items (
    order_id    INTEGER NOT NULL REFERENCES orders,
    line        INTEGER NOT NULL,
    product_id  INTEGER NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    name        TEXT    NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents > 0),
    PRIMARY KEY (order_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_events (
    id       INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders,
    status   TEXT    NOT NULL,
    attempt  INTEGER NOT NULL,
    at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX order_events_order ON order_events (order_id);
CREATE UNIQUE INDEX order_events_one_end ON order_events (order_id)
    WHERE status IN ('completed', 'failed', 'cancelled');

CREATE TABLE stock_moves (
    id         INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL,
    order_id   INTEGER REFERENCES orders,
    kind       TEXT    NOT NULL CHECK (kind IN ('adjust', 'reserve', 'release')),
    quantity   INTEGER NOT NULL,
    at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CHECK ((kind = 'adjust') = (order_id IS NULL)),
    CHECK (kind = 'adjust' OR quantity > 0),
    UNIQUE (order_id, product_id, kind)
) STRICT;
CREATE INDEX stock_moves_product ON stock_moves (product_id);

CREATE TABLE payments (
    order_id     INTEGER PRIMARY KEY REFERENCES orders,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- a delete that comes late must not hit a newer row
    kind         TEXT    NOT NULL CHECK (kind IN ('order', 'cache.invalidate')),
    order_id     INTEGER UNIQUE REFERENCES orders,
    version      INTEGER,
    leased_until TEXT,
    CHECK ((kind = 'order') = (order_id IS NOT NULL)),
    CHECK ((kind = 'cache.invalidate') = (version IS NOT NULL))
) STRICT;

CREATE TABLE idempotency_keys (
    key         TEXT    PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint TEXT    NOT NULL,
    order_id    INTEGER NOT NULL REFERENCES orders,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
