# shellcheck shell=sh disable=SC2034,SC2154 # variables of measure.sh, servers.sh and run
# growth.sh -- what an order costs in a database full of history, beside one that is nearly empty. Sourced by run.
#
# Both sides do the same in turns: read orders at random, place orders, complete them. The rates, and what each order
# wrote, are lines of growth_results.tsv.

GROWTH_EMPTY=10000 # orders on the nearly empty side; each side reads as many different ones, chosen at random
GROWTH_WARM_UP_S=10 # until each connection's process of PostgreSQL has mapped the pages of these orders
GROWTH_FILE_MAX=1000000 # one file is for a shop that is not larger

# Completed orders as bakery leaves them, a day's worth each minute, in steps of a million.
fill_history() { # DATABASE COUNT
    first=1
    while [ "$first" -le "$2" ]; do
        last=$((first + 999999))
        [ "$last" -le "$2" ] || last=$2
        query "$1" << SQL
BEGIN;
INSERT INTO orders (number, customer_name, customer_email, pickup_code, status, attempt, total_cents, created_at, updated_at,
                    pickup_date, pickup_minute, pickup_until, pickup_at)
SELECT n, 'Customer ' || n, 'customer' || n || '@example.com', 'K7M2', 'completed', 1, 975, t.at, t.at,
       (t.at + interval '1 day')::date, 420 + 15 * (n % 44), 435 + 15 * (n % 44),
       date_trunc('day', t.at) + interval '1 day' + (420 + 15 * (n % 44)) * interval '1 minute'
FROM generate_series($first, $last) n
CROSS JOIN LATERAL (SELECT now() - ($2 - n) * interval '1 second' - interval '2 days' AS at) t;
INSERT INTO slots_taken AS s (date, minute, orders)
SELECT pickup_date, pickup_minute, count(*) FROM orders WHERE number BETWEEN $first AND $last GROUP BY 1, 2
ON CONFLICT (date, minute) DO UPDATE SET orders = s.orders + excluded.orders;
INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents)
SELECT n, wanted.line, wanted.product_id, wanted.quantity, p.name, p.price_cents
FROM generate_series($first, $last) n
CROSS JOIN ROWS FROM (jsonb_to_recordset('$LINES') AS (product_id bigint, quantity integer))
           WITH ORDINALITY AS wanted (product_id, quantity, line)
JOIN products p ON p.id = wanted.product_id;
INSERT INTO order_events (order_number, attempt, status)
SELECT n, 1, status FROM generate_series($first, $last) n, (VALUES ('processing'), ('completed')) s (status);
INSERT INTO payments (order_number, kind, amount_cents) SELECT n, 'charge', 975 FROM generate_series($first, $last) n;
COMMIT;
SQL
        say "growth: $last of $2 orders are in $1"
        first=$((last + 1))
    done
    query "$1" << SQL
SELECT setval('orders_number_seq', $2);
VACUUM (ANALYZE, FREEZE) orders, order_items, order_events, payments;
SQL
}

fill_history_file() { # FILE COUNT
    sqlite3 "$1" << SQL
BEGIN;
INSERT INTO orders (number, customer_name, customer_email, pickup_code, status, attempt, total_cents, pickup_date,
                    pickup_minute, pickup_until, pickup_at)
SELECT value, 'Customer ' || value, 'customer' || value || '@example.com', 'K7M2', 'completed', 1, 975,
       date('now', (value - $2 - 90000) || ' seconds'), 420 + 15 * (value % 44), 435 + 15 * (value % 44),
       strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (value - $2 - 90000) || ' seconds')
FROM generate_series(1, $2);
INSERT INTO slots_taken (date, minute, orders) SELECT pickup_date, pickup_minute, count(*) FROM orders GROUP BY 1, 2;
INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents)
SELECT s.value, l.key + 1, p.id, l.value ->> 'quantity', p.name, p.price_cents
FROM generate_series(1, $2) s CROSS JOIN json_each('$LINES') l JOIN products p ON p.id = l.value ->> 'product_id';
INSERT INTO order_events (order_number, attempt, status)
SELECT s.value, 1, e.value FROM generate_series(1, $2) s CROSS JOIN json_each('["completed", "processing"]') e;
INSERT INTO payments (order_number, kind, amount_cents) SELECT value, 'charge', 975 FROM generate_series(1, $2);
COMMIT;
SQL
}

# The public ids of orders chosen at random, one a line. KEY is the database's.
ids_at_random() { # KEY COUNT FILE
    node tests/bench/client.mjs ids "$1" "$2" "$GROWTH_EMPTY" > "$3"
}

growth_record() { # FIGURE SIDE ROUND VALUE
    RESULTS=$OUT/growth_results.tsv record "$1" "$2" "$3" "$4" - - - "$idle"
    say "growth: round $3 of $ROUNDS: $1: $2 $4"
}

# One side's turn: $written prints how many bytes were written so far.
growth_turn() { # FIGURES SIDE ROUND
    wrk_run "$GROWTH_WARM_UP_S" "$(bakery_url)" order_get
    await_quiet
    wrk_run "$SECONDS_EACH" "$(bakery_url)" order_get
    growth_record "$1_read" "$2" "$3" "$(cut -d' ' -f1 "$WORK/run")"
    await_quiet
    wrk_run "$WARM_UP_S" "$(bakery_url)" order_place "warm-$3"
    client completed "$(bakery_url)" > /dev/null
    placed_before=$(metric bakery_orders_placed_total)
    bytes_before=$("$1_written")
    started_ms=$(now_ms)
    wrk_run "$SECONDS_EACH" "$(bakery_url)" order_place "run-$3"
    growth_record "$1_place" "$2" "$3" "$(cut -d' ' -f1 "$WORK/run")"
    client completed "$(bakery_url)" > /dev/null
    took_ms=$(($(now_ms) - started_ms))
    count=$(($(metric bakery_orders_placed_total) - placed_before))
    growth_record "$1_complete" "$2" "$3" $((count * 1000 / took_ms))
    growth_record "$1_written" "$2" "$3" $((($("$1_written") - bytes_before) / count))
}

metric() { # NAME
    client fetch "$(bakery_url)/metrics" | sed -n "s/^$1 //p"
}

postgres_written() { # bytes of WAL
    echo "SELECT pg_current_wal_insert_lsn() - '0/0'" | query postgres
}

file_written() { # bytes that the process wrote to disks
    sed -n 's/^write_bytes: //p' "/proc/$bakery/io"
}

growth_on_postgres() { # COUNT
    database_new bench_grown
    fill_history bench_grown "$1"
    ids_at_random "$(echo 'SELECT key FROM order_ids' | query bench_grown)" "$1" "$WORK/ids.grown"
    for round in $(seq "$ROUNDS"); do
        database_new bench_empty
        fill_history bench_empty "$GROWTH_EMPTY"
        ids_at_random "$(echo 'SELECT key FROM order_ids' | query bench_empty)" "$GROWTH_EMPTY" "$WORK/ids.empty"
        for side in empty grown; do
            IDS=$WORK/ids.$side
            bakery_start "bench_$side"
            echo CHECKPOINT | query postgres
            growth_turn postgres "$side" "$round"
            bakery_stop
        done
    done
}

growth_on_file() { # COUNT
    file_new "$ONE_FILE.grown"
    fill_history_file "$ONE_FILE.grown" "$1"
    ids_at_random "$(file_query "$ONE_FILE.grown" 'SELECT key FROM order_ids')" "$1" "$WORK/ids.grown"
    for round in $(seq "$ROUNDS"); do
        file_new "$ONE_FILE.empty"
        fill_history_file "$ONE_FILE.empty" "$GROWTH_EMPTY"
        ids_at_random "$(file_query "$ONE_FILE.empty" 'SELECT key FROM order_ids')" "$GROWTH_EMPTY" "$WORK/ids.empty"
        for side in empty grown; do
            IDS=$WORK/ids.$side
            bakery_start_on_file "$ONE_FILE.$side"
            growth_turn file "$side" "$round"
            bakery_stop
        done
    done
}

figure_growth() { # COUNT
    : > "$OUT/growth_results.tsv"
    growth_on_postgres "$1"
    growth_on_file $(($1 < GROWTH_FILE_MAX ? $1 : GROWTH_FILE_MAX))
    awk -f tests/bench/stats.awk -f tests/bench/growth_report.awk -v count="$1" -v file_max="$GROWTH_FILE_MAX" \
        "$OUT/machine.tsv" "$OUT/growth_results.tsv" > "$OUT/growth.md"
    awk -f tests/bench/stats.awk -f tests/bench/growth_chart.awk "$OUT/growth_results.tsv" > "$OUT/growth.svg"
    cat "$OUT/growth.md"
    tests/bench/publish growth
}
