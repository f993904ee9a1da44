# The portal as one image: built in stages, served by a user who owns nothing but the data folder.

FROM node:20-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY partnership/front_end partnership/front_end
RUN mkdir -p static/built \
    && npm run --silent styles \
    && cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js partnership/front_end/*.js static/built/

FROM python:3.11-slim AS packages
COPY requirements.lock /tmp/
RUN python -m venv /opt/portal \
    && sed -n '/^# Part: runtime$/,/^# Part: development$/p' /tmp/requirements.lock > /tmp/runtime.txt \
    && /opt/portal/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/runtime.txt

FROM python:3.11-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/data portal \
    && install -d -o portal -m 700 /srv/data /srv/static
COPY --from=packages /opt/portal /opt/portal
WORKDIR /srv/portal
COPY manage.py ./
COPY partnership partnership
COPY governance governance
COPY priorities priorities
COPY meetings meetings
COPY templates templates
COPY static static
COPY --from=front-end /build/static/built static/built
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_MODE=production \
    DATA_DIR=/srv/data \
    STATIC_ROOT=/srv/static
USER portal
# Static files are named while the image is made; local mode needs no secret for that.
RUN PORTAL_MODE=local DATA_DIR=/tmp/building python manage.py collectstatic --noinput -v0 && rm -rf /tmp/building
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "partnership.server.health"]
# exec, so that the server itself is told to stop.
CMD ["sh", "-c", "python manage.py migrate --noinput && exec python -m partnership.server 0.0.0.0 8000"]
