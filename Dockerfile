# syntax=docker/dockerfile:1

FROM python:3.13.9-slim-trixie AS build
WORKDIR /src
COPY requirements/serve.txt requirements/serve.txt
RUN python -m venv /opt/etpserver \
    && /opt/etpserver/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements/serve.txt \
    && /opt/etpserver/bin/pip install --no-cache-dir --disable-pip-version-check "psycopg[binary]>=3.2"
COPY . .
RUN /opt/etpserver/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13.9-slim-trixie
ENV PATH=/opt/etpserver/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ETP_HOST=0.0.0.0 \
    ETP_DATA=/data \
    ETP_DATABASE=sqlite:////data/etp.sqlite3 \
    HOME=/data \
    XDG_CACHE_HOME=/data/cache
COPY --from=build /opt/etpserver /opt/etpserver
RUN install --directory --owner=10001 --group=10001 /data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8088
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --start-interval=1s CMD ["etpserver", "ready"]
ENTRYPOINT ["etpserver"]
CMD ["serve"]
