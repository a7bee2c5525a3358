# shellcheck shell=sh
# servers.sh -- starts and stops bakery and nginx, and creates the databases of a bench. Sourced by run.

bakery=
nginx=
BAKERY=${BENCH_BAKERY:-build/release/bakery}

free_port() { # below 32768, where the kernel's range for outgoing connections starts
    while :; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        grep -qi ":$(printf %04X "$port") " /proc/net/tcp || break
    done
    echo "$port"
}

service_pid() { # NAME
    cut -d' ' -f1 "$BAKERY_RUN_DIR/$1.pid"
}

# ---- databases ---------------------------------------------------------------------------------
database_url() { # NAME
    echo "${DATABASE_URL%/*}/$1"
}

query() { # DATABASE: SQL is on standard input
    PGOPTIONS="-c client_min_messages=warning" psql --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$(database_url "$1")"
}

# Without FORCE, the drop waits for the last clients and ends an autovacuum; FORCE has no permission to end it.
database_new() { # NAME: contains only the schema and the demo catalogue
    query postgres << SQL
DROP DATABASE IF EXISTS $1;
CREATE DATABASE $1;
SQL
    DATABASE_URL=$(database_url "$1") "$BAKERY" migrate 2> "$WORK/migrate.log" || die "$(cat "$WORK/migrate.log")"
    { cat sql/postgres/catalog/seed_demo.sql && echo ';'; } | query "$1" > /dev/null
}

orders_in() { # DATABASE
    echo 'SELECT count(*) FROM orders' | query "$1"
}

open_orders_in() { # DATABASE
    echo "SELECT count(*) FROM orders WHERE status IN ('pending', 'processing')" | query "$1"
}

# ---- one file -----------------------------------------------------------------------------------
file_new() { # FILE: contains only the schema and the demo catalogue
    rm -f "$1"*
    DATABASE_URL=sqlite:$1 "$BAKERY" migrate 2> "$WORK/migrate.log" || die "$(cat "$WORK/migrate.log")"
    { cat sql/sqlite/catalog/seed_demo.sql && echo ';'; } | sqlite3 "$1" > /dev/null
}

file_query() { # FILE SQL
    sqlite3 "$1" "$2"
}

# ---- bakery ------------------------------------------------------------------------------------
bakery_url() {
    echo "http://127.0.0.1:$bakery_port"
}

bakery_start() { # DATABASE, with Redis and RabbitMQ
    bakery_serve "$(database_url "$1")" "$REDIS_URL" "$AMQP_URL"
}

bakery_start_on_file() { # FILE, without any server
    bakery_serve "sqlite:$1" "" ""
}

bakery_serve() { # DATABASE_URL REDIS_URL AMQP_URL
    bakery_port=$(free_port)
    DATABASE_URL=$1 REDIS_URL=$2 AMQP_URL=$3 BAKERY_LISTEN=127.0.0.1:$bakery_port BAKERY_SEED=demo \
        BAKERY_RATE_LIMIT=off BAKERY_MAX_CONNECTIONS_PER_ADDRESS=0 BAKERY_PAYMENT_DELAY_MS=0 \
        "$BAKERY" serve 2> "$OUT/bakery.log" &
    bakery=$!
    client ready "$(bakery_url)" || { cat "$OUT/bakery.log" >&2; die "bakery is not ready"; }
}

bakery_stop() {
    [ -n "$bakery" ] || return 0
    kill "$bakery" 2> /dev/null || true
    wait "$bakery" || say "bakery ended with status $?: see build/bench/bakery.log"
    bakery=
}

# ---- nginx, configured to serve a small file fast -------------------------------------------------
nginx_url() {
    echo "http://127.0.0.1:$nginx_port"
}

nginx_setup() {
    NGINX_HOME=$WORK/nginx
    nginx_port=$(free_port)
    mkdir -p "$NGINX_HOME/html/api"
    sed "s|@HOME@|$NGINX_HOME|; s|@PORT@|$nginx_port|" tests/bench/nginx.conf > "$NGINX_HOME/nginx.conf"
    # As root, nginx would run its workers as another user, who cannot read this folder.
    [ "$(id -u)" != 0 ] || echo 'user root root;' >> "$NGINX_HOME/nginx.conf"
}

nginx_start() {
    nginx -c "$NGINX_HOME/nginx.conf" -p "$NGINX_HOME" -e "$NGINX_HOME/error.log" &
    nginx=$!
    client ready "$(nginx_url)" || { cat "$NGINX_HOME/error.log" >&2; die "nginx is not ready"; }
}

nginx_stop() {
    [ -n "$nginx" ] || return 0
    kill "$nginx" 2> /dev/null || true
    wait "$nginx" || true
    nginx=
}
