/** Ten minutes of a channel over all the shapes a library has, as a viewer gets them over HTTP. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { CHECKERS, checkPictures, findingsIn, NOTHING, picturesIn } from "../real/checkers.ts";
import { testMedia } from "../real/media.ts";
import { needs } from "../real/real_program.ts";
import { pause, RealServer } from "../real/real_server.ts";
import { Recorder } from "./recorder.ts";
import { printRow } from "./row.ts";

const MINUTES = 10;

Deno.test({
  name:
    "Ten minutes and more than forty joints over HTTP: four analysers find nothing, every picture is decoded",
  ...needs(...CHECKERS),
  async fn() {
    const media = await testMedia(12);
    const schedule = `{ kind: loop, order: shuffle, collection: { folder: ${media} } }`;
    await using server = await RealServer.start({
      config: `libraries: { local: { paths: [${media}] } }
channels: [{ number: 1, name: All of it, schedule: ${schedule} }]`,
    });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const file = `${server.folder}/ten_minutes.ts`;
    await using viewer = await Recorder.start(`${server.url}/auto/v1`, file);
    await pause(MINUTES * 60_000);
    await viewer.stop();
    const joints = server.lines.filter((line) => line.includes("Playout: on air")).length;
    const findings = await findingsIn(file, { vlcRate: 2 });
    const pictures = await picturesIn(file);
    printRow("10 minutes over HTTP", {
      joints,
      pictures,
      megabytes: Math.round(viewer.bytes / 1e6),
      "byte stalls, ms": JSON.stringify(viewer.stalls),
      findings: JSON.stringify(findings),
    });
    ok(joints >= 40, `only ${joints} joints`);
    deepStrictEqual({ ...findings, flags: 0 }, NOTHING);
    await checkPictures(file, pictures, { num: 30, den: 1 });
    deepStrictEqual(server.lines.filter((line) => line.includes("an input failed")), []);
  },
});
