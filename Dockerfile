# syntax=docker/dockerfile:1

# --- front end: what the browser and the PDF take from npm -------------------------------------
FROM node:22-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# --- build: locked Python packages, compiled messages, collected static files --------------------
# What stays of node_modules afterwards: the icons that pages inline and the two faces of the PDFs.
FROM python:3.13-slim-trixie AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.txt
COPY . .
COPY --from=front /app/node_modules ./node_modules
# Collecting needs settings, not secrets: these values are of no use to anybody.
RUN /venv/bin/python tools/messages.py compile \
    && SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built-0123456789 \
       ALLOWED_HOSTS=localhost PUBLIC_URL=https://localhost DATABASE_URL=sqlite:////tmp/none.sqlite3 \
       REDIS_URL=redis://localhost/0 STATIC_ROOT=/app/static-collected \
       DJANGO_SETTINGS_MODULE=config.settings.prod \
       /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && find node_modules -mindepth 1 -maxdepth 1 ! -name @tabler ! -name @expo-google-fonts -exec rm -rf {} + \
    && rm -rf node_modules/@tabler/core \
    && find node_modules/@expo-google-fonts -name '*.ttf' ! -name '*400Regular*' ! -name '*700Bold*' -delete

# --- run ------------------------------------------------------------------------------------------
FROM python:3.13-slim-trixie
# Pango and HarfBuzz draw the PDFs; the subset library makes Chinese ones thirty times faster. The client of
# PostgreSQL makes the backups; it must not be older than the server (compose runs 16).
# Debian's stable release is the pin: its older package versions leave the archive.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin governance \
    && install -d -o governance -g governance -m 0750 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATIC_ROOT=/app/static-collected \
    VAR_DIR=/data
WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--backlog", "256", "--no-ws", "--workers-kill-timeout", "30", \
     "config.wsgi:application"]
