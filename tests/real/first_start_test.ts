import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { needs } from "./real_program.ts";
import { capture, RealServer, run } from "./real_server.ts";

interface ChannelAnswer {
  readonly items: {
    readonly number: string;
    readonly state: string;
    readonly now: { readonly kind: string } | null;
  }[];
}

Deno.test({
  name: "Without any configuration there is a picture within seconds, and three channels soon after",
  ...needs("ffmpeg", "ffprobe"),
  async fn(t) {
    await using server = await RealServer.start({ config: "" });

    await t.step("channel 1 shows the card while the demo is being rendered", async () => {
      const bytes = await capture(`${server.url}/auto/v1`, 2_000);
      ok(bytes.length > 20_000);
      strictEqual(bytes[0], 0x47);
    });

    await t.step("the log says what to type into which client", () => {
      for (const client of ["Plex", "Jellyfin", "Kodi", "VLC"]) {
        ok(server.lines.some((line) => line.includes(client) && line.includes("http://")), client);
      }
    });

    await t.step("the first clip is on air as soon as it is rendered", async () => {
      await server.until(async () => {
        const { items } = await server.get<ChannelAnswer>("/api/v1/channels");
        return items[0]?.now?.kind === "item";
      }, 60_000);
    });

    await t.step("then all clips are there, on three channels", async () => {
      await server.until(() => server.lines.some((line) => line.includes("demo ready")), 150_000);
      const { items } = await server.get<ChannelAnswer>("/api/v1/channels");
      strictEqual(items.length, 3);
      const { items: media } = await server.get<{ items: unknown[] }>(
        "/api/v1/media?state=playable&limit=100",
      );
      strictEqual(media.length, 6);
    });

    await t.step("and they play", async () => {
      const file = `${server.folder}/demo.ts`;
      await Deno.writeFile(file, await capture(`${server.url}/auto/v2`, 6_000));
      const { stderr } = await run("ffmpeg", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-");
      strictEqual(stderr, "");
    });

    await t.step(
      "a channel made while it runs takes their place; what is outside the wall is refused",
      async () => {
        const token = (await Deno.readTextFile(`${server.folder}/data/admin-token`)).trim();
        const make = (number: string, folder: string) =>
          fetch(`${server.url}/api/v1/channels`, {
            method: "POST",
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: JSON.stringify({
              number,
              name: "Mine",
              schedule: { kind: "loop", collection: { folder } },
            }),
          });
        const made = await make("7.10", `${server.folder}/data/demo`);
        strictEqual(made.status, 201, await made.text());
        const { items } = await server.get<ChannelAnswer>("/api/v1/channels");
        deepStrictEqual(items.map(({ number, now }) => [number, now?.kind]), [["7.10", "item"]]);
        ok((await capture(`${server.url}/auto/v7.10`, 2_000)).length > 20_000);
        const refused = await make("8", "/somewhere/else");
        deepStrictEqual([refused.status, (await refused.json()).code], [409, "restart_required"]);
      },
    );
  },
});
