# One image for everything Palier runs: web, worker, beat, figures, and the operator's commands.
FROM python:3.11.14-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 PATH=/opt/palier/env/bin:$PATH
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 palier \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin palier

FROM base AS build
COPY requirements/runtime.txt /build/runtime.txt
RUN python -m venv /opt/palier/env \
 && pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r /build/runtime.txt
WORKDIR /opt/palier/app
COPY . .
# The browser's files are part of the image. The secrets are made for this one step and thrown away.
RUN python -m launcher.production secrets /build/secrets \
 && mkdir /opt/palier/state \
 && PALIER_SECRETS_FILE=/build/secrets/palier.json PALIER_STATE=/opt/palier/state python manage.py build_static \
 && rm -r /build/secrets \
 && python -m compileall -q /opt/palier/app

FROM base
COPY --from=build /opt/palier /opt/palier
RUN install -d -m 0700 -o palier -g palier /var/lib/palier /var/lib/palier/metrics /var/lib/palier/copies
ENV PALIER_ENV=production PALIER_STATE=/opt/palier/state
WORKDIR /opt/palier/app
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["python", "-m", "launcher.production", "healthy", "web"]
CMD ["python", "-m", "launcher.production", "web"]
