import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mixedGuide } from "../guide/mixed_guide.ts";
import { needs } from "./real_program.ts";

const DTD = "/usr/share/xmltv/xmltv.dtd";

Deno.test({
  name: "A guide of 100 channels and 7 days, with everything it can say, satisfies the XMLTV tools",
  ...needs("tv_validate_file", "tv_sort", "xmllint"),
  async fn(t) {
    const { publisher, channels } = await mixedGuide({ channels: 100, daysAhead: 7, meanMinutes: 120 });
    const { fault, guide } = await publisher.refresh();
    strictEqual(fault, null);
    ok((guide?.programmes ?? 0) > 70 * 100, `${guide?.programmes} programmes`);
    const document = await publisher.xmltv("http://192.168.1.20:8411");
    const file = await Deno.makeTempFile({ suffix: ".xml" });
    try {
      await Deno.writeFile(file, document?.plain.open() ?? new Uint8Array());
      const text = await Deno.readTextFile(file);
      await t.step("it says everything it can", () => {
        deepStrictEqual(ELEMENTS.filter((element) => !text.includes(`<${element}`)), []);
        const shown = channels.filter((channel) => !channel.guide.isHidden);
        strictEqual(text.match(/<channel /g)?.length, shown.length);
        ok(shown.length < channels.length, "none is hidden");
      });
      await t.step("tv_validate_file finds nothing", async () => {
        const { code, stdout, stderr } = await run("tv_validate_file", ["--dtd-file", DTD, file]);
        strictEqual(stderr + stdout, "Validated ok.\n");
        strictEqual(code, 0);
      });
      await t.step("tv_sort sees no overlap", async () => {
        const { code, stderr, stdout } = await run("tv_sort", ["--by-channel", file]);
        deepStrictEqual([code, stderr], [0, ""]);
        strictEqual(stdout.match(/<programme /g)?.length, guide?.programmes);
      });
      await t.step("xmllint finds it valid by the DTD", async () => {
        const { code, stderr } = await run("xmllint", ["--noout", "--nonet", "--dtdvalid", DTD, file]);
        deepStrictEqual([code, stderr], [0, ""]);
      });
      await t.step("and the tools would notice: an overlap, an element out of order", async () => {
        const small = (await mixedGuide({ channels: 2, daysAhead: 1, meanMinutes: 90 })).publisher;
        await small.refresh();
        const text = await new Response((await small.xmltv(""))?.plain.open()).text();
        await Deno.writeTextFile(file, text.replace(/stop="\d{14}/, 'stop="20990101000000'));
        ok((await run("tv_sort", ["--by-channel", file])).stderr !== "");
        await Deno.writeTextFile(
          file,
          text.replace(/(<title>[^<]*<\/title>)(.*?)(<new\/>|<previously-shown\/>)/, "$3$1$2"),
        );
        ok((await run("xmllint", ["--noout", "--nonet", "--dtdvalid", DTD, file])).code !== 0);
      });
    } finally {
      await Deno.remove(file);
    }
  },
});

/** Everything a programme of a guide may say. */
const ELEMENTS = ["title", "sub-title", "desc", "credits", "director", "actor role", "actor", "date"]
  .concat(["category", "language", "icon", "new", "previously-shown", "rating system", "rating>"])
  .concat(['episode-num system="onscreen"', 'episode-num system="xmltv_ns"', "video", "star-rating"]);

async function run(
  program: string,
  args: string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
