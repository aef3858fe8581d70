# docker build -t exstreamtv . && docker run -p 8411:8411 -v tv-data:/data -v /media:/media:ro exstreamtv
FROM denoland/deno:bin-2.9.6 AS deno

FROM debian:bookworm-slim
# tini collects the processes that outlive their parents, which the first process of a container has to.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates ffmpeg fonts-dejavu-core tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=deno /deno /usr/local/bin/deno

# The data folder is a volume; a config.yaml in it is found like one in data/.
RUN useradd --uid 8411 --create-home tv \
  && mkdir -p /app /data /media \
  && ln -s /data /app/data \
  && chown tv:tv /data
WORKDIR /app
COPY deno.json deno.lock config.yaml LICENSE ./
COPY src src
COPY routes routes
COPY static static

# Every module is fetched now, so that the container starts without a network.
USER tv
RUN deno cache --frozen src/launch.ts src/main.ts src/guide/solver_process.ts

VOLUME ["/data", "/media"]
EXPOSE 8411
HEALTHCHECK --start-period=60s CMD ["deno", "eval", "--no-lock", "const port = Deno.env.get('EXSTREAMTV_SERVER_PORT') || 8411; Deno.exit((await fetch(`http://127.0.0.1:${port}/health`)).ok ? 0 : 1)"]
# The launcher computes the permissions of everything else.
ENTRYPOINT ["tini", "--", "deno", "run", "--allow-all", "src/launch.ts"]
