import { systemClock } from "../../src/clock.ts";
import { createApp } from "../../routes/mod.ts";
import type { GuidePublisher } from "../../src/guide/mod.ts";
import { fakeRoutes } from "../fakes/fake_route_parts.ts";
import { mixedGuide } from "../guide/mixed_guide.ts";
import type { Bench, Row } from "./bench.ts";

const DTD = "/usr/share/xmltv/xmltv.dtd";
const REQUESTS = 1_000;
const PAUSE_MS = 10;
const FIRST_BYTE_MS_MAX = 5;

/** The guide of 1,000 channels with everything it can say, fetched by clients and read by the XMLTV tools. */
export const xmltvToolsBench: Bench = {
  name: "xmltv_tools",
  about:
    "the guide of 1,000 channels, 7 days, an hour each, with all metadata: fetched, and read by the XMLTV tools",
  needs: ["tv_validate_file", "tv_sort", "xmllint"],
  async *run({ isQuick, folder }) {
    const { publisher } = await mixedGuide({
      channels: isQuick ? 100 : 1_000,
      daysAhead: 7,
      meanMinutes: 60,
    });
    const { fault, programmes } = await publisher.refresh();
    if (fault !== null) throw fault;
    const file = `${folder}/guide.xml`;
    yield* fetched(publisher, file);
    yield* readByTools(file, programmes);
  },
};

/** Over a real socket: how long until the first byte, once the document is ready. */
async function* fetched(publisher: GuidePublisher, file: string): AsyncGenerator<Row> {
  const { parts } = fakeRoutes();
  const app = createApp({
    ...parts,
    guide: {
      ...parts.guide,
      async xmltv(baseUrl) {
        const document = await publisher.xmltv(baseUrl);
        return document && { ...document, lastModifiedMs: Date.parse(document.lastModified) };
      },
    },
  });
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request, info) => app.fetch(request, info),
  );
  const { port } = server.addr;
  const url = `http://127.0.0.1:${port}/xmltv.xml`;
  const startedMs = performance.now();
  const first = await fetch(`${url}.gz`);
  const etag = first.headers.get("etag") ?? "";
  const gzipMb = (await first.bytes()).length / 1e6;
  yield {
    what: "the first document for an address, packed",
    value: (performance.now() - startedMs) / 1_000,
    unit: "s",
    beside: `${gzipMb.toFixed(1)} MB; later guides are packed before they are published`,
  };
  const kinds: [what: string, path: string, headers: Record<string, string>][] = [
    ["packed", "/xmltv.xml.gz", {}],
    ["plain", "/xmltv.xml", {}],
    ["304", "/xmltv.xml.gz", { "if-none-match": etag }],
  ];
  for (const [what, path, headers] of kinds) {
    const timesMs = await firstBytes(port, path, { ...headers, host: `127.0.0.1:${port}` });
    yield {
      what: `GET ${what}: first byte, p99 of ${REQUESTS}`,
      value: timesMs[Math.floor(REQUESTS * 0.99)] ?? NaN,
      unit: "ms",
      atMost: FIRST_BYTE_MS_MAX,
      beside: `median ${(timesMs[REQUESTS / 2] ?? NaN).toFixed(2)} ms`,
    };
  }
  const response = await fetch(url, { headers: { "accept-encoding": "identity" } });
  await Deno.writeFile(file, response.body ?? new Uint8Array());
  yield {
    what: "  size of the plain document",
    value: (await Deno.stat(file)).size / 1e6,
    unit: "MB",
    beside: `its length was announced as ${Number(response.headers.get("content-length")) / 1e6} MB`,
  };
  yield { what: "  memory of this process", value: Deno.memoryUsage().rss / 1e6, unit: "MB" };
}

/** Times to the first byte of answers nobody reads to their end, sorted. */
async function firstBytes(port: number, path: string, headers: Record<string, string>): Promise<number[]> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const timesMs: number[] = [];
  for (let at = 0; at < REQUESTS; at++) {
    const client = await Deno.connect({ hostname: "127.0.0.1", port });
    const startedMs = performance.now();
    await client.write(request);
    await client.read(new Uint8Array(65_536));
    timesMs.push(performance.now() - startedMs);
    client.close();
    // What is still being sent to it in this same process is not to delay the next one.
    await systemClock.sleep(PAUSE_MS);
  }
  return timesMs.sort((one, other) => one - other);
}

/** Each tool must have nothing to say. */
async function* readByTools(file: string, programmes: number): AsyncGenerator<Row> {
  const tools: [tool: string, args: string[], isFine: (said: string) => boolean][] = [
    ["xmllint", ["--noout", "--nonet", "--dtdvalid", DTD, file], (said) => said === ""],
    ["tv_validate_file", ["--dtd-file", DTD, file], (said) => said === "Validated ok.\n"],
    ["tv_sort", ["--by-channel", "--output", `${file}.sorted`, file], (said) => said === ""],
  ];
  for (const [tool, args, isFine] of tools) {
    const startedMs = performance.now();
    const { code, stdout, stderr } = await new Deno.Command(tool, { args, stdin: "null" }).output();
    const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
    if (code !== 0 || !isFine(said)) throw new Error(`${tool} says: ${said.slice(0, 500)}`);
    yield {
      what: `${tool} finds nothing`,
      value: (performance.now() - startedMs) / 1_000,
      unit: "s",
      beside: `${programmes} programmes`,
    };
  }
}
