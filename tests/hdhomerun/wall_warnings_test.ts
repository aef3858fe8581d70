import { strictEqual } from "node:assert/strict";
import { WallWarnings } from "../../src/hdhomerun/wall_warnings.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { interfaces, listLogger } from "./home.ts";

Deno.test({
  name: "WallWarnings: one for each interface, none for other failures, and no memory of what is gone",
  permissions: "none",
  fn() {
    const { log, lines } = listLogger(new FakeClock());
    const warnings = new WallWarnings("Test", log);
    const wall = new Deno.errors.NotCapable("Requires net access");
    const present = interfaces();
    strictEqual(warnings.tell(new Error("No route"), "192.168.1.20", present), false);
    strictEqual(lines.length, 0);
    for (let failed = 0; failed < 3; failed++) {
      strictEqual(warnings.tell(wall, "203.0.113.20", present), true);
      strictEqual(warnings.tell(wall, "192.168.1.20", present), true);
    }
    strictEqual(lines.length, 2);
    warnings.tell(wall, "192.168.1.20", present.slice(0, 3));
    strictEqual(lines.length, 2);
    warnings.tell(wall, "203.0.113.20", present);
    strictEqual(lines.length, 3);
    strictEqual(lines[0], "warn Test may not use an interface: start the program anew");
  },
});
