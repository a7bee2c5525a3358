# growth_report.awk -- the figures on growth as Markdown:
# awk -f stats.awk -f growth_report.awk -v count= -v file_max= machine.tsv growth_results.tsv
FILENAME !~ /results\.tsv$/ { machine[$1] = $2 }

function spread(figure, side) {
    summarise(figure, side, "rate")
    return thousands(median) " (" thousands(least) "–" thousands(most) ")"
}

function line(figure, title) {
    if (!(figure in rounds))
        return
    printf "| %s | %s | %s | ", title, spread(figure, "empty"), spread(figure, "grown")
    summarise(figure, "empty", "ratio")
    printf "**%.2f** (%.2f–%.2f) |\n", median, least, most
}

END {
    printf "Measured %s at commit %s: %s. PostgreSQL with a quarter of the memory as shared_buffers, RabbitMQ and Redis; each load: %s.\n\n", machine["date"],
           machine["commit"], machine["machine"], machine["load"]
    printf "| median (least–most) | 10,000 orders | %s orders | ratio |\n", thousands(count)
    print "| --- | --- | --- | --- |"
    line("postgres_read", "orders read at random, a second")
    line("postgres_place", "orders placed, a second, while they are processed")
    line("postgres_complete", "orders from `POST` to `completed`, a second")
    line("postgres_written", "bytes of WAL for each order, after a checkpoint")
    printf "\n| on one file, median (least–most) | 10,000 orders | %s orders | ratio |\n",
           thousands(count < file_max ? count : file_max)
    print "| --- | --- | --- | --- |"
    line("file_read", "orders read at random, a second")
    line("file_place", "orders placed, a second, while they are processed")
    line("file_complete", "orders from `POST` to `completed`, a second")
    line("file_written", "bytes written for each order")
}
