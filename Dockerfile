# docker build --tag relance .
# docker run --network host --volume relance:/data relance
#
# So it shares the network of its host and answers on http://127.0.0.1:8000 there. Behind a reverse proxy with https:
# docker run --env RELANCE_BASE_URL=https://relance.example.com --volume relance:/data relance relance serve --host 0.0.0.0
# and let only the proxy reach port 8000 (docs/operating.md).
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/relance
COPY requirements.txt ./
RUN /opt/relance/bin/pip install --require-hashes -r requirements.txt
COPY . ./
RUN /opt/relance/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/relance/bin/pip install --no-deps /wheel/relance-*.whl \
 && /opt/relance/bin/python -m compileall -q /opt/relance/lib

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin relance \
 && install --directory --owner relance --group relance --mode 700 /data
COPY --from=build /opt/relance /opt/relance
ENV PATH=/opt/relance/bin:$PATH PYTHONUNBUFFERED=1 RELANCE_DATA_DIR=/data
USER relance
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["relance", "serve"]
