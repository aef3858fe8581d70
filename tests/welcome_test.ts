import { ok, strictEqual } from "node:assert/strict";
import { welcomeLines } from "../src/welcome.ts";

Deno.test({
  name: "welcomeLines() tells each client what to type, and a newcomer where to go on",
  permissions: "none",
  fn() {
    const facts = { baseUrl: "http://192.168.1.20:8411", adminTokenPath: "/data/admin-token", isDemo: true };
    const text = welcomeLines(facts).join("\n");
    for (const name of ["Plex", "Emby", "Jellyfin", "Kodi", "VLC", "config.yaml", "/data/admin-token"]) {
      ok(text.includes(name), name);
    }
    ok(text.includes("by address: 192.168.1.20:8411"), "Plex wants no scheme");
    const quiet = welcomeLines({ ...facts, adminTokenPath: null, isDemo: false });
    strictEqual(quiet.some((line) => line.includes("token") || line.includes("demo")), false);
  },
});
