# The project itself: the edge with the function runtimes inside, and Locust. compose.yaml runs it.
#
# Without a registry: --build-arg BASE=lambda-dynamodb-harness/base:bookworm, which `harness images
# build` makes. Without a network: wheels in the folder wheels/, --build-arg PIP_NO_INDEX=1.
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
ARG PIP_INDEX_URL
ARG PIP_NO_INDEX
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_FIND_LINKS=/src/wheels PIP_NO_CACHE_DIR=1
RUN python3 -m venv /opt/harness
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE* ./
COPY wheel[s] wheels
RUN mkdir -p wheels harness && touch harness/__init__.py \
 && /opt/harness/bin/pip install -q -c constraints.txt awslambdaric '.[load]'
COPY harness harness
RUN /opt/harness/bin/pip install -q --no-deps --force-reinstall .

FROM ${BASE}
COPY --from=build /opt/harness /opt/harness
RUN echo 'harness:x:1000:' >> /etc/group \
 && echo 'harness:x:1000:1000::/app:/bin/sh' >> /etc/passwd \
 && install -d -o 1000 -g 1000 /runs
WORKDIR /app
COPY functions functions
COPY scenarios scenarios
ENV PATH=/opt/harness/bin:/usr/local/bin:/usr/bin:/bin \
    XDG_CACHE_HOME=/tmp/cache \
    HARNESS_RUNS_DIR=/runs \
    PYTHONDONTWRITEBYTECODE=1
USER harness
ENTRYPOINT ["harness"]
CMD ["--help"]
