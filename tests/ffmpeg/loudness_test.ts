import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { loudnessCommand, parseLoudness } from "../../src/ffmpeg/loudness.ts";
import { soundFilters } from "../../src/ffmpeg/sound_filters.ts";

const FIGURES = figures("-41.81", "-37.33", "0.10", "-51.81");

/** What a report tells of a track. */
function figures(integrated: string, peak: string, range: string, threshold: string): Record<string, string> {
  return { "input_i": integrated, "input_tp": peak, "input_lra": range, "input_thresh": threshold };
}

/** A report as ffmpeg 5.1 prints it. */
function report(figures: Readonly<Record<string, string>>): string {
  const lines = Object.entries(figures).map(([key, value]) => `\t"${key}" : "${value}",`);
  const other = ['\t"output_i" : "-23.98",', '\t"normalization_type" : "dynamic",'];
  return [
    "[Parsed_loudnorm_2 @ 0x55f308b5cbc0] ",
    "{",
    ...lines,
    ...other,
    '\t"target_offset" : "-0.02"',
    "}",
    "",
  ]
    .join("\n");
}

const MEASURED = { integratedLufs: -41.81, truePeakDbtp: -37.33, rangeLu: 0.1, thresholdLufs: -51.81 };

Deno.test({
  name: "parseLoudness()",
  permissions: "none",
  async fn(t) {
    const silent = figures("-inf", "-inf", "0.00", "-70.00");
    const torn = report(FIGURES).replace(
      "{",
      "{\n[aac @ 0x1] Input buffer exhausted before END element found",
    );
    const CASES: [name: string, stderr: string, want: typeof MEASURED | null][] = [
      ["reads a report", report(FIGURES), MEASURED],
      [
        "reads it after a file's tags and other lines",
        `Input #0, mov\n  title: x\n${report(FIGURES)}`,
        MEASURED,
      ],
      ["is not misled by a tag that looks like a report", `${report(silent)}\n${report(FIGURES)}`, MEASURED],
      ["reads it between complaints", torn, MEASURED],
      ["reads it behind a megabyte of complaints", "x".repeat(1e6) + report(FIGURES), MEASURED],
      ["knows silence", report(silent), null],
      ["takes what is below the gate for silence", report({ ...FIGURES, "input_i": "-70.00" }), null],
      [
        "knows the loudest",
        report({ ...FIGURES, "input_i": "2.5", "input_tp": "9.75" }),
        { ...MEASURED, integratedLufs: 2.5, truePeakDbtp: 9.75 },
      ],
    ];
    for (const [name, stderr, want] of CASES) {
      await t.step(name, () => deepStrictEqual(parseLoudness(stderr), want));
    }
    const REFUSED: [name: string, stderr: string, message: RegExp][] = [
      ["nothing at all", "", /gave no input_i$/],
      ["words of a failure", "Stream map '0:7' matches no streams.", /gave no input_i$/],
      ["a report that is cut", report(FIGURES).slice(0, 90), /gave no input_\w+$/],
      ["no number", report({ ...FIGURES, "input_i": "nan" }), /gave nan input_i$/],
      ["a strange number", report({ ...FIGURES, "input_i": "1e9" }), /gave 1e9 input_i$/],
      ["an impossible loudness", report({ ...FIGURES, "input_i": "99" }), /a loudness of 99 cannot be$/],
      [
        "a sound without a peak",
        report({ ...FIGURES, "input_tp": "-inf" }),
        /a true peak of -Infinity cannot be$/,
      ],
      [
        "a range below nothing",
        report({ ...FIGURES, "input_lra": "-1.0" }),
        /a loudness range of -1 cannot be$/,
      ],
    ];
    for (const [name, stderr, message] of REFUSED) {
      await t.step(`refuses ${name}`, () => {
        throws(() => parseLoudness(stderr), (thrown) => {
          ok(thrown instanceof Error && "code" in thrown);
          strictEqual(thrown.code, "probe_failed");
          return message.test(thrown.message);
        });
      });
    }
  },
});

Deno.test("loudnessCommand() reads one track of a local file and writes nothing", () => {
  const args = loudnessCommand("/media/Shows/pilot: 1.mkv", 2, false);
  const text = args.join(" ");
  ok(text.includes("-protocol_whitelist file") && text.includes("-i file:/media/Shows/pilot: 1.mkv"));
  ok(text.includes("-map 0:2 -vn -sn -dn"));
  ok(text.endsWith("-f null -"));
  ok(!args.includes("-y") && !args.includes("pipe:1"));
});

Deno.test("loudnessCommand() mixes many channels as they are mixed on air", () => {
  const mix = soundFilters({ isDownmixed: true, gainDb: 0 }, false).join().match(/clev=[^,]+/)?.[0] ?? "none";
  ok(loudnessCommand("/media/film.mkv", 1, true).join(" ").includes(`:${mix},aformat=sample_fmts=fltp`));
  ok(!loudnessCommand("/media/film.mkv", 1, false).join(" ").includes("clev"));
});
