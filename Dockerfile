# syntax=docker/dockerfile:1
# For amd64 and arm64: docker buildx build --platform linux/amd64,linux/arm64 .
# Serves with a read-only root: docker run --read-only --tmpfs /tmp -v etp:/data -p 8088:8088 etpserver

FROM python:3.13.9-slim-trixie AS build
WORKDIR /src
COPY requirements/postgres.txt requirements/postgres.txt
RUN python -m venv /opt/etpserver \
    && /opt/etpserver/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements/postgres.txt
COPY . .
RUN /opt/etpserver/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13.9-slim-trixie
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="etpserver" \
      org.opencontainers.image.description="A stand-in for a ZKTeco EasyTimePro server; not affiliated with ZKTeco" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
ENV PATH=/opt/etpserver/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ETP_HOST=0.0.0.0 \
    ETP_DATA=/data \
    ETP_DATABASE=sqlite:////data/etp.sqlite3 \
    ETP_INIT=/docker-entrypoint-init.d \
    HOME=/data \
    XDG_CACHE_HOME=/data/cache
COPY --from=build /opt/etpserver /opt/etpserver
RUN install --directory /docker-entrypoint-init.d \
    && install --directory --owner=10001 --group=10001 /data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8088
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --start-interval=1s CMD ["etpserver", "ready"]
ENTRYPOINT ["etpserver"]
CMD ["serve"]
