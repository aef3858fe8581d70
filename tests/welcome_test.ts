import { ok, strictEqual } from "node:assert/strict";
import { welcomeLines } from "../src/welcome.ts";

Deno.test({
  name: "welcomeLines() tells each client what to type, and a newcomer where to go on",
  permissions: "none",
  fn() {
    const facts = {
      baseUrl: "http://192.168.1.20:8411",
      adminTokenPath: "/data/admin-token",
      isDemo: true,
      hasStreamToken: false,
    };
    const text = welcomeLines(facts).join("\n");
    for (const name of ["Plex", "Emby", "Jellyfin", "Kodi", "VLC", "config.yaml", "/data/admin-token"]) {
      ok(text.includes(name), name);
    }
    ok(text.includes("by address: 192.168.1.20:8411"), "Plex wants no scheme");
    strictEqual(text.includes("stream_token"), false);
    const quiet = welcomeLines({ ...facts, adminTokenPath: null, isDemo: false });
    strictEqual(quiet.some((line) => line.includes("token") || line.includes("demo")), false);
  },
});

Deno.test({
  name: "welcomeLines() shows where the stream token goes, and leaves the dashboard without it",
  permissions: "none",
  fn() {
    const baseUrl = "http://192.168.1.20:8411";
    const lines = welcomeLines({ baseUrl, adminTokenPath: null, isDemo: false, hasStreamToken: true });
    ok(lines.some((line) => line.includes("put it for <stream_token>")));
    ok(lines.some((line) => line.endsWith(`${baseUrl}/`)));
    const addresses = lines.filter((line) => line.includes("192.168.1.20") && !line.startsWith("Dashboard"));
    strictEqual(addresses.length, 4);
    for (const line of addresses) {
      strictEqual(
        line.split("192.168.1.20:8411").length,
        line.split("192.168.1.20:8411/t/<stream_token>").length,
      );
    }
  },
});
