# shellcheck shell=sh
# postgres.sh -- a private PostgreSQL, durable as in production, on loopback only and without a Unix socket. Sourced by
# services.
#
# The role `bakery` owns the database `bakery` and may create others, because each test creates its own.

postgres_bin() { # Debian installs the server's programs outside PATH, in one folder per version
    find /usr/lib/postgresql -path '*/bin/postgres' -exec dirname {} \; | sort -V | tail -n 1
}

postgres_setup() {
    choose_port postgres
    make_home postgres postgres
    [ ! -d "$(home_of postgres)/data" ] || return 0
    data=$(home_of postgres)/data.new
    as postgres rm -rf "$data"
    as postgres "$(postgres_bin)/initdb" --pgdata="$data" --username=postgres --auth=reject \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync
    as postgres tee -a "$data/postgresql.conf" > /dev/null << CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = ${BAKERY_POSTGRES_BUFFERS:-128MB}
jit = off
timezone = 'UTC'
log_line_prefix = '%m [%p] '
CONF
    echo 'host all bakery 127.0.0.1/32 scram-sha-256' | put postgres "$data/pg_hba.conf"
    # Single-user mode reads one statement per line.
    as postgres "$(postgres_bin)/postgres" --single -D "$data" postgres << SQL
CREATE ROLE bakery LOGIN CREATEDB PASSWORD '$(password_of postgres)'
CREATE DATABASE bakery OWNER bakery
GRANT pg_checkpoint TO bakery
SQL
    as postgres mv "$data" "$(home_of postgres)/data"
}

postgres_launch() {
    launch postgres postgres "$(postgres_bin)/postgres" -D "$(home_of postgres)/data" -p "$(port_of postgres)"
}

postgres_ready() { # with our password, because another server could have taken the port
    PGPASSWORD=$(password_of postgres) PGCONNECT_TIMEOUT=5 "$(postgres_bin)/psql" -XAqt -h 127.0.0.1 \
        -p "$(port_of postgres)" -U bakery -d bakery -c '' 2> /dev/null
}

postgres_stop() {
    end_politely postgres INT # "fast" shutdown: TERM would wait for clients to disconnect
}

postgres_kill() {
    end_at_once postgres
    # The process is dead, but in containers whose process 1 does not reap zombies, its id still looks alive.
    rm -f "$(home_of postgres)/data/postmaster.pid"
}

postgres_url() {
    echo "DATABASE_URL=postgresql://bakery:$(password_of postgres)@127.0.0.1:$(port_of postgres)/bakery"
}
