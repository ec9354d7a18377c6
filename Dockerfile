# Built in two stages; runs as a plain user, with the models baked in, and needs no network. The lock file brings the
# driver of PostgreSQL too.
# A CPU build of torch is taken where pip can see one: pass --build-arg PIP_EXTRA_INDEX_URL=... or PIP_FIND_LINKS=...
FROM python:3.11-slim AS build
ARG PIP_EXTRA_INDEX_URL=""
ARG PIP_FIND_LINKS=""
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev make && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/rapporteur
COPY Makefile pyproject.toml requirements.lock requirements-torch.lock requirements-torch-cpu.lock README.md LICENSE NOTICE ./
COPY app app
COPY retrieval retrieval
COPY prompts prompts
COPY corpus corpus
COPY evals evals
RUN make setup

FROM python:3.11-slim
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 rapporteur \
    && install --directory --owner rapporteur /data
COPY --from=build /opt/rapporteur /opt/rapporteur
ENV PATH=/opt/rapporteur/.venv/bin:$PATH \
    RAPPORTEUR_HOME=/data \
    HF_HUB_OFFLINE=1 \
    ANONYMIZED_TELEMETRY=False \
    PYTHONUNBUFFERED=1
USER rapporteur
VOLUME /data
EXPOSE 8000
# It listens at all addresses of the container, which it does only when there is a key. Make one first, in the same volume:
# docker run --rm --volume VOLUME:/data rapporteur keys create --workspace default
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["rapporteur"]
CMD ["serve", "--host", "0.0.0.0"]
