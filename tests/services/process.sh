# shellcheck shell=sh
# process.sh -- users, ports and processes of the private servers. Sourced by services.
#
# In the run folder, NAME/ belongs to the server; NAME.port, NAME.password, NAME.log and NAME.pid belong to these scripts.
# NAME.pid holds a process id and its start time from the kernel, so that a reused id is never mistaken for our process.

say() {
    printf '%s\n' "services: $*" >&2
}

die() {
    say "$*"
    exit 1
}

uptime_s() { # seconds since the machine started, which nobody can set
    cut -d. -f1 /proc/uptime
}

# ---- users and files --------------------------------------------------------------------------
am_root() {
    [ "$(id -u)" = 0 ]
}

# Replaces this shell with the command. As root, it runs as the server's user, because PostgreSQL refuses to run as root.
become() { # USER COMMAND...
    become_user=$1
    shift
    am_root || exec "$@"
    exec setpriv --reuid="$become_user" --regid="$become_user" --init-groups "$@"
}

as() { # USER COMMAND...
    (become "$@")
}

put() { # USER FILE: writes standard input to a file that only this user can read
    # shellcheck disable=SC2016 # the inner shell expands $0
    as "$1" sh -c 'umask 077; cat > "$0"' "$2"
}

# Creates the server's folder. If the server's user cannot reach it (root's own folders), creates it in /var/tmp and links
# to it.
make_home() { # NAME USER
    made=$RUN/$1
    [ ! -e "$made" ] || return 0
    rm -f "$made" # a link whose target was deleted
    mkdir "$made"
    am_root || return 0
    chown "$2:" "$made"
    if ! as "$2" test -w "$made"; then
        rmdir "$made"
        ln -s "$(mktemp -d "/var/tmp/bakery-$1.XXXXXX")" "$made"
        chown "$2:" "$made/."
    fi
}

home_of() { # NAME: the path at which the server itself can reach its folder
    readlink -f "$RUN/$1"
}

password_of() { # NAME: generated at the first call; hexadecimal, so that it needs no escapes in a URL
    [ -s "$RUN/$1.password" ] || (umask 077 && od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n' > "$RUN/$1.password")
    cat "$RUN/$1.password"
}

# ---- ports ------------------------------------------------------------------------------------
listening() { # PORT: succeeds if any process listens on it, on any address
    cat /proc/net/tcp /proc/net/tcp6 2> /dev/null |
        awk -v port="$(printf ':%04X$' "$1")" '$4 == "0A" && $2 ~ port { found = 1 } END { exit !found }'
}

# The port is below 32768, where the kernel's range for outgoing connections starts. Ports that this or a neighbouring run
# folder has chosen are skipped, because their servers may not listen yet.
free_port() {
    while :; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        listening "$port" || grep -qsx "$port" "$RUN"/*.port "$RUN"/../*/*.port || break
    done
    echo "$port"
}

# Keeps the same port for the lifetime of the run folder, unless another process took it while our server was down.
choose_port() { # NAME
    if [ ! -s "$RUN/$1.port" ] || listening "$(cat "$RUN/$1.port")"; then
        free_port > "$RUN/$1.port"
    fi
}

port_of() { # NAME
    cat "$RUN/$1.port"
}

# ---- processes --------------------------------------------------------------------------------
start_time() { # PID: in clock ticks since the machine started; nothing if it is dead or a zombie
    sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | awk '$1 != "Z" && $1 != "X" { print $20 }'
}

live_pid() { # NAME: prints the process id if this very process is alive, else fails
    [ -s "$RUN/$1.pid" ] || return 1
    read -r recorded_pid recorded_start < "$RUN/$1.pid"
    [ "$(start_time "$recorded_pid")" = "$recorded_start" ] || return 1
    echo "$recorded_pid"
}

# Starts a server in its own session, so that Ctrl-C in the terminal does not reach it. 9 is the lock of the run folder.
launch() { # NAME USER COMMAND...
    launched=$1
    shift
    launched_user=$1
    shift
    (become "$launched_user" setsid "$@") < /dev/null >> "$RUN/$launched.log" 2>&1 9>&- &
    echo "$! $(start_time $!)" > "$RUN/$launched.pid"
}

tree() { # PID: the process and its descendants; not its group, because each PostgreSQL backend has its own
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

signal_tree() { # SIGNAL PID
    # A process may end before the signal is sent.
    tree "$2" | while read -r pid; do kill -s "$1" "$pid" 2> /dev/null || true; done
}

await_end() { # NAME SECONDS: fails if the process is still alive then
    end_by=$(($(uptime_s) + $2))
    while live_pid "$1" > /dev/null; do
        [ "$(uptime_s)" -lt "$end_by" ] || return 1
        sleep 0.05
    done
    rm -f "$RUN/$1.pid"
}

# Kills the server and its descendants, as a power failure would. SIGSTOP comes first, so that it cannot fork meanwhile.
end_at_once() { # NAME
    if victim=$(live_pid "$1"); then
        signal_tree STOP "$victim"
        signal_tree KILL "$victim"
    fi
    await_end "$1" 10 || die "$1: cannot kill process $victim"
}

end_politely() { # NAME SIGNAL
    if leaver=$(live_pid "$1"); then
        signal_tree CONT "$leaver"
        kill -s "$2" "$leaver" 2> /dev/null || true
    fi
    await_end "$1" 20 || {
        say "$1: did not stop within 20 s, killing it"
        end_at_once "$1"
    }
}
