# The whole shop in one image, built and run on Debian 13. The final stage holds only the libraries that the binary needs.
#
#     docker build -t bakery . && docker run -p 8080:8080 bakery
#
# starts a demo shop. It writes only its database file in the volume /data, so you can add --read-only.

FROM debian:trixie-slim AS build
WORKDIR /build
# Install packages first, Debian's and then npm's, so that Docker repeats this only when their lists change.
COPY dev ./
COPY tests/services/install tests/services/
RUN ./dev install build npm
COPY web/package.json web/package-lock.json web/
RUN ./dev install web
COPY . .
RUN ./dev build release && cmake --install build/release --strip --prefix /out

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcsv3 libevent-2.1-7t64 libexif12 libhiredis1.1.0 libjansson4 libjpeg62-turbo liblcms2-2 libllhttp9.2 libpng16-16t64 \
        libpq5 librabbitmq4 libseccomp2 libsodium23 libsqlite3-0 libutf8proc3 libwebp7 libwebpdemux2 \
        tzdata \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log \
    && useradd --uid 10001 --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin bakery \
    && install -d -o bakery -g bakery -m 0750 /data
COPY --from=build /out/bin/bakery /usr/local/bin/

LABEL org.opencontainers.image.title="bakery" \
    org.opencontainers.image.description="A bakery's shop and its orders in one program"

# The default database, sqlite:bakery.db, is a file in the working folder.
WORKDIR /data
VOLUME /data
ENV BAKERY_LISTEN=0.0.0.0:8080
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bakery", "check", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["bakery"]
CMD ["serve"]
