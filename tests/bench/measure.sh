# shellcheck shell=sh
# measure.sh -- runs one load and adds its line to results.tsv. Sourced by run.
#
# wrk_run, pgbench_run and sqlite3_run write "RATE P50_MS P99_MS REQUESTS" to $WORK/run. A failed request or transaction ends
# the bench.

# Before each run, the bench waits this long for other work to end. The report shows where that was not enough.
QUIET_IDLE_PERCENT=90
QUIET_WAIT_S=${BENCH_QUIET_WAIT_S:-60}

say() {
    printf 'bench: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

client() { # COMMAND...
    node tests/bench/client.mjs "$@"
}

fetch() { # URL FILE
    client fetch "$1" > "$WORK/fetched"
    cat "$WORK/fetched" > "$2"
}

# Prints how idle the machine is during one second, in percent. Time stolen by the hypervisor counts as busy.
idle_percent() {
    {
        grep '^cpu ' /proc/stat
        sleep 1
        grep '^cpu ' /proc/stat
    } | awk '{ for (i = 2; i <= 9; i++) all[NR] += $i; idle[NR] = $5 }
             END { printf "%d\n", 100 * (idle[2] - idle[1]) / (all[2] - all[1]) }'
}

await_quiet() { # sets idle
    quiet_by=$(($(date +%s) + QUIET_WAIT_S))
    idle=$(idle_percent)
    while [ "$idle" -lt "$QUIET_IDLE_PERCENT" ] && [ "$(date +%s)" -lt "$quiet_by" ]; do
        idle=$(idle_percent)
    done
}

# Prints the processor time of these processes and their descendants, including finished ones, in microseconds.
cpu_us() { # PID...
    cat /proc/[0-9]*/stat 2> /dev/null | sed 's/ (.*) / /' | awk -v roots="$*" -v hz="$(getconf CLK_TCK)" '
        { parent[$1] = $3; ticks[$1] = $13 + $14 + $15 + $16 }
        END {
            count = split(roots, list, " ")
            for (i = 1; i <= count; i++)
                wanted[list[i]] = 1
            for (pid in parent) {
                for (up = pid; !(up in wanted) && up in parent; up = parent[up]) { }
                if (up in wanted)
                    sum += ticks[pid]
            }
            printf "%.0f\n", sum * 1000000 / hz
        }'
}

record() { # FIGURE SIDE ROUND RATE P50_MS P99_MS CPU_US IDLE
    (IFS='	' && echo "$*") >> "$RESULTS"
}

# Waits until the machine is idle, runs the load, and records the result and the servers' processor time. Sets started_ms.
measure() { # FIGURE SIDE ROUND SERVER_PIDS RUN...
    figure=$1 side=$2 measured_round=$3 pids=$4
    shift 4
    await_quiet
    # shellcheck disable=SC2086 # a list of numbers
    cpu_before=$(cpu_us $pids)
    # shellcheck disable=SC2034 # for tests/bench/run
    started_ms=$(now_ms)
    "$@"
    sleep 0.3 # until PostgreSQL has noticed that its last client disconnected
    # shellcheck disable=SC2086
    cpu_after=$(cpu_us $pids)
    read -r rate p50 p99 requests < "$WORK/run"
    cpu=$(awk "BEGIN { printf \"%.1f\", ($cpu_after - $cpu_before) / $requests }")
    record "$figure" "$side" "$measured_round" "$rate" "$p50" "$p99" "$cpu" "$idle"
    say "$figure: round $measured_round of $ROUNDS: $side $rate/s, p99 $p99 ms, the machine was $idle % idle before"
}

wrk_run() { # SECONDS URL LOAD [LABEL]
    wrk --threads 2 --connections "$CONNECTIONS" --duration "$1s" --timeout 10s --script tests/bench/load.lua \
        "$2" -- "$3" "${4:-}" "$CUSTOMER_NAME" "$CUSTOMER_EMAIL" "$LINES" "${IDS:-}" > "$WORK/wrk" ||
        { cat "$WORK/wrk" >&2; die "wrk failed"; }
    awk '$1 == "load:" {
             if ($5 > 0) exit 1
             printf "%.0f %.2f %.2f %d\n", $2 * 1000000 / $6, $3 / 1000, $4 / 1000, $2
             found = 1
         }
         END { exit !found }' "$WORK/wrk" > "$WORK/run" || { cat "$WORK/wrk" >&2; die "requests failed"; }
}

# --time includes the time that the clients need to connect, but the rate does not, so pgbench runs one second longer.
pgbench_run() { # SECONDS DATABASE SCRIPT
    rm -f "$WORK"/latency.*
    pgbench --no-vacuum --protocol=prepared --client="$CONNECTIONS" --jobs=2 --time="$(($1 + 1))" --file="tests/bench/$3.pgbench" \
        --define=name="$CUSTOMER_NAME" --define=email="$CUSTOMER_EMAIL" --define=lines="$LINES" \
        --define=code=K7M2P --define=token=tok_visa --define=fingerprint="$(printf "%064d" 0)" \
        --define=pool_size="$POOL_SIZE" \
        --log --log-prefix="$WORK/latency" --sampling-rate=0.1 "$(database_url "$2")" > "$WORK/pgbench" 2>&1 ||
        { cat "$WORK/pgbench" >&2; die "pgbench failed"; }
    percentiles=$(cat "$WORK"/latency.* | cut -d' ' -f3 | sort -n |
        awk '{ us[NR] = $1 } END { printf "%.2f %.2f", us[int((NR + 1) / 2)] / 1000, us[int(NR * 0.99) + 1] / 1000 }')
    awk -v percentiles="$percentiles" '
        /^number of transactions actually processed/ { count = $NF }
        /^number of failed transactions/ && $5 > 0 { exit 1 }
        /^tps/ { printf "%.0f %s %d\n", $3, percentiles, count; found = 1 }
        END { exit !found }' "$WORK/pgbench" > "$WORK/run" || { cat "$WORK/pgbench" >&2; die "transactions failed"; }
}

# The shell reads the orders of order_place.awk from a pipe, one transaction each, until the time is over. The result is the
# number of committed orders. The shell has one connection, and bakery also writes on only one.
sqlite3_run() { # SECONDS FILE
    awk -v name="$CUSTOMER_NAME" -v email="$CUSTOMER_EMAIL" -v lines="$LINES" -f tests/bench/order_place.awk \
        sql/sqlite/session.sql sql/sqlite/orders/order_place.sql |
        timeout --foreground "$1" sqlite3 -bail "$2" > /dev/null 2> "$WORK/sqlite3" || [ $? -eq 124 ] ||
        { cat "$WORK/sqlite3" >&2; die "sqlite3 failed"; }
    count=$(file_query "$2" 'SELECT count(*) FROM orders')
    awk "BEGIN { printf \"%.0f - - %d\\n\", $count / $1, $count }" > "$WORK/run"
}

record_start() { # FIGURE ROUND
    bakery_port=$(free_port)
    took_ms=$(DATABASE_URL=sqlite:$ONE_FILE REDIS_URL='' AMQP_URL='' BAKERY_LISTEN=127.0.0.1:$bakery_port \
        client start "$(bakery_url)/api/products" "$BAKERY" serve) || die "bakery does not start"
    record "$1" bakery "$2" "$took_ms" - - - -
    say "$1: round $2 of $ROUNDS: $took_ms ms"
}

# Records the memory of a server and its descendants: resident, and the proportional share of shared mappings.
record_memory() { # STATE SIDE PID
    kilobytes=$(for process in $(descendants "$3"); do cat "/proc/$process/smaps_rollup"; done |
        awk '$1 == "Rss:" { rss += $2 } $1 == "Pss:" { pss += $2 } END { print rss, pss }')
    record "memory_$1" "$2" 1 "${kilobytes% *}" "${kilobytes#* }" - - -
    say "memory, $1: $2 ${kilobytes% *} KiB resident, ${kilobytes#* } KiB its share"
}

descendants() { # PID: the process and its descendants
    cat /proc/[0-9]*/stat 2> /dev/null | sed 's/ (.*) / /' | awk -v root="$1" '
        { parent[$1] = $3 }
        END {
            for (pid in parent) {
                for (up = pid; up != root && up in parent; up = parent[up]) { }
                if (up == root)
                    print pid
            }
        }'
}

describe_machine() { # prints lines of "NAME<tab>TEXT" for report.awk
    release=$(. /etc/os-release && echo "$PRETTY_NAME")
    printf 'date\t%s\n' "$(date -u +%Y-%m-%d)"
    printf 'commit\t%s\n' "$(git describe --always --dirty 2> /dev/null || echo unknown)"
    printf 'machine\t%s x %s, %s GiB, %s, Linux %s\n' "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(awk '$1 == "MemTotal:" { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$release" "$(uname -r)"
    printf 'peers\t%s, %s, %s\n' "$(nginx -v 2>&1 | sed 's/.*nginx\//nginx /')" \
        "$(pgbench --version | sed 's/pgbench (\([^)]*\)) \([0-9.]*\).*/PostgreSQL and pgbench \2/')" \
        "$(wrk --version 2>&1 | sed -n '1s/wrk \([^ ]*\).*/wrk \1/p')"
    printf 'load\t%s connections, %s rounds of %s s each\n' "$CONNECTIONS" "$ROUNDS" "$SECONDS_EACH"
}
