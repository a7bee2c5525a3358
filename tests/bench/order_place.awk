# order_place.awk -- prints an endless series of order transactions for the sqlite3 shell:
# awk -v name= -v email= -v lines= -f order_place.awk session.sql order_place.sql
# First come the connection settings of bakery, then its statement, with the parameters inserted as text.
FNR == 1 { file++ }
/^--/ { next }
file == 1 { session = session $0 "\n" }
file == 2 { statement = statement $0 "\n" }

function quoted(text) {
    return "'" text "'"
}

END {
    gsub(/\$5/, "@key", statement)
    gsub(/\$9|\$10|\$16/, "NULL", statement) # without a note, a telephone and a limit
    gsub(/\$11/, quoted("2030-01-01"), statement)
    gsub(/\$12/, quoted("420"), statement)
    gsub(/\$13/, quoted("435"), statement)
    gsub(/\$14|\$15/, quoted("1893481200"), statement)
    gsub(/\$1/, quoted(name), statement) # after those of two digits
    gsub(/\$2/, quoted(email), statement)
    gsub(/\$3/, quoted("K7M2P"), statement)
    gsub(/\$4/, quoted("tok_visa"), statement)
    gsub(/\$6/, quoted(sprintf("%064d", 0)), statement)
    gsub(/\$7/, quoted(lines), statement)
    gsub(/\$8/, quoted("true"), statement)
    print session
    for (order = 1; ; order++) {
        placed = statement
        gsub(/@key/, quoted("run-" order), placed)
        print "BEGIN IMMEDIATE;\n" placed ";\nCOMMIT;"
    }
}
