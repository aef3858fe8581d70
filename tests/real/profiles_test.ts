/** What a profile asks of pictures, looked up in what a real ffmpeg makes of it. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Profile, Watermark } from "../../src/ffmpeg/profile.ts";
import { subtitleCommand } from "../../src/ffmpeg/subtitles.ts";
import { watermarkCommand } from "../../src/ffmpeg/watermark.ts";
import { supOf } from "../fakes/sup_builder.ts";
import {
  air,
  attempt,
  folder,
  lumaOf,
  make,
  near,
  pixelsOf,
  probe,
  PROFILE,
  realTest,
  run,
} from "./airing.ts";

/** A word of our own folder with every character that means something to ffmpeg's filters. */
const NASTY = "it's 100% [a:b,c;d] \\e=f";
const nasty = `${folder}/${NASTY}`;
await Deno.mkdir(nasty);

realTest("a high dynamic range keeps its brightness on an ordinary screen", async (t) => {
  const reference = `${folder}/reference.mkv`;
  const ramp = "color=s=320x180:r=30:d=1.2,format=yuv420p,geq=lum='16+219*X/W':cb=128:cr=128";
  const asBt709 =
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=color_primaries=bt709:" +
    "color_trc=bt709:colorspace=bt709:range=tv";
  await make(reference, ["-f", "lavfi", "-i", ramp, "-vf", asBt709, "-c:v", "ffv1"]);
  const want = await lumaOf(reference);
  for (const [name, transfer] of [["PQ", "smpte2084"], ["HLG", "arib-std-b67"]] as const) {
    await t.step(name, async () => {
      // White of an ordinary picture is at 203 cd/m² in one of high range (ITU-R BT.2408).
      const grade = "zscale=t=linear,format=gbrpf32le," +
        `zscale=t=${transfer}:p=bt2020:m=bt2020nc:r=tv:npl=203,format=yuv420p10le`;
      const x265 = `log-level=error:crf=10:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
      const path = `${folder}/${name}.mp4`;
      await make(path, [
        "-i",
        reference,
        "-vf",
        grade,
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        x265,
      ]);
      const got = await lumaOf(await air(path, { frames: 6 }));
      ok(Math.abs(got.mean - want.mean) < want.mean * 0.06, `mean ${got.mean} instead of ${want.mean}`);
      ok(got.darkest < 30 && got.brightest > 210, `from ${got.darkest} to ${got.brightest}`);
      const pale = await lumaOf(await air(path, { frames: 6, extras: { canToneMap: false } }));
      ok(pale.darkest > 30 || pale.brightest < 210, "the plain conversion, which is pale, would pass too");
    });
  }
});

realTest("pictures keep their shape, whatever that of their pixels", async (t) => {
  const CASES = [
    { name: "square picture of square pixels: bars beside it", sar: "1/1", bars: [[50, 90], [270, 90]] },
    { name: "the same of wide pixels: no bars", sar: "16/9", bars: [] },
    { name: "of very wide ones: bars above and below", sar: "4/1", bars: [[160, 20], [160, 160]] },
  ] as const;
  for (const { name, sar, bars } of CASES) {
    await t.step(name, async () => {
      const path = `${folder}/white.mkv`;
      await make(path, [
        "-f",
        "lavfi",
        "-i",
        `color=white:s=180x180:r=30:d=1.2,setsar=${sar}`,
        "-c:v",
        "libx264",
      ]);
      const [frame] = await pixelsOf(await air(path, { frames: 30 }));
      const places = [[50, 90], [270, 90], [160, 20], [160, 160], [160, 90]];
      const black = places.filter(([x = 0, y = 0]) => (frame?.at(x, y)[0] ?? 0) < 128);
      deepStrictEqual(black, bars);
    });
  }
});

realTest("a watermark is drawn at its place, with its opacity, when it is its time", async (t) => {
  const grey = `${folder}/grey.mkv`;
  await make(grey, [
    "-f",
    "lavfi",
    "-i",
    "color=c=0x808080:s=320x180:r=30:d=4",
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
  ]);
  const image = `${folder}/logo ${NASTY.replace("%", "")}.png`;
  await make(image, ["-f", "lavfi", "-i", "color=c=0xff0000@1:s=64x64,format=rgba", "-frames:v", "1"]);
  const watermark: Watermark = {
    image,
    position: "top_right",
    marginPercent: 10,
    widthPercent: 10,
    opacity: 0.5,
    schedule: null,
  };
  const path = `${nasty}/watermark.png`;
  await Deno.writeFile(path, await run(watermarkCommand(watermark, PROFILE)));
  const show = async (watermark: Watermark, airsAtMs = 0) =>
    await pixelsOf(
      await air(grey, {
        profile: { ...PROFILE, watermark },
        extras: { watermarkPath: path },
        airsAtMs,
        frames: 90,
      }),
    );

  await t.step("half red, half grey", async () => {
    const [frame] = await show(watermark);
    // 32 pixels wide, 18 from the edges.
    for (const [x, y] of [[275, 23], [297, 45]] as const) near(frame?.at(x, y), [192, 64, 64], 14);
    for (const [x, y] of [[262, 30], [308, 30], [285, 10], [285, 58], [20, 160]] as const) {
      near(frame?.at(x, y), [128, 128, 128], 6);
    }
  });
  await t.step("for a second from each full minute on", async () => {
    const schedule = { showMs: 1_000, everyMs: 60_000 };
    const frames = await show({ ...watermark, schedule }, Date.UTC(2026, 0, 1, 20, 14, 59));
    const isRed = frames.map((frame) => (frame.at(285, 35)[1] ?? 0) < 100);
    deepStrictEqual([isRed.indexOf(true), isRed.lastIndexOf(true)], [30, 59]);
  });
  await t.step("an image that is none is found out before", async () => {
    const broken = `${folder}/broken.png`;
    await Deno.writeTextFile(broken, "no image");
    for (const image of [broken, `${folder}/missing.png`]) {
      const { code, stderr } = await attempt(watermarkCommand({ ...watermark, image }, PROFILE));
      ok(code !== 0 && stderr !== "");
    }
  });
});

realTest("subtitles show at their time, after a seek too", async (t) => {
  const srt = `${nasty}/black.en.srt`;
  await Deno.writeTextFile(srt, "1\n00:00:04,000 --> 00:00:05,000\nSCHRÖDER’S\n\n");
  const black = `${folder}/black.mkv`;
  const video = ["-f", "lavfi", "-i", "color=c=black:s=320x180:r=30:d=8"];
  const sup = `${folder}/black.sup`;
  await Deno.writeFile(
    sup,
    supOf({ fromS: 4, toS: 5, width: 1920, height: 1080, box: { x: 860, y: 900, width: 200, height: 60 } }),
  );
  const streams = [
    "-map",
    "0",
    "-map",
    "1",
    "-map",
    "2",
    "-map",
    "2",
    "-c:s:0",
    "subrip",
    "-c:s:1",
    "copy",
    "-c:s:2",
    "dvdsub",
  ];
  await make(black, [
    "-copyts",
    ...video,
    "-i",
    srt,
    "-i",
    sup,
    ...streams,
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-g",
    "60",
  ]);
  const info = await probe(black);
  deepStrictEqual(info.subtitles.map(({ codec }) => codec), ["subrip", "hdmv_pgs_subtitle", "dvd_subtitle"]);

  const textFile = async (source: Parameters<typeof subtitleCommand>[0]) => {
    const path = `${nasty}/${crypto.randomUUID()}.ass`;
    await Deno.writeFile(path, await run(subtitleCommand(source)));
    return { kind: "text", path } as const;
  };
  const stream = (at: number) => {
    const stream = info.subtitles[at];
    ok(stream);
    return { kind: "bitmap", stream } as const;
  };
  const CASES = [
    {
      name: "words of the file",
      burn: await textFile({ path: black, index: 1, isSidecar: false, charset: null }),
    },
    {
      name: "words beside the file",
      burn: await textFile({ path: srt, index: 0, isSidecar: true, charset: null }),
    },
    { name: "pictures of a Blu-ray", burn: stream(1) },
    { name: "pictures of a DVD", burn: stream(2) },
  ];
  for (const { name, burn } of CASES) {
    await t.step(name, async () => {
      const frames = await pixelsOf(await air(black, { extras: { burn }, offsetMs: 2_516, frames: 90 }));
      const lit = frames.map((frame) => frame.isLit());
      // 4.0 s of the film are 1.484 s of the passage. DVD pictures do not say when they go.
      const last = burn.kind === "bitmap" && burn.stream.codec === "dvd_subtitle" ? 89 : 74;
      deepStrictEqual([lit.length, lit.indexOf(true), lit.lastIndexOf(true)], [90, 45, last]);
      // The box of 200x60 pixels on a screen of 1920x1080.
      const [inside, beside] = [frames[60]?.at(160, 155), frames[60]?.at(130, 155)];
      if (burn.kind === "bitmap") near([...inside ?? [], ...beside ?? []], [255, 255, 255, 0, 0, 0], 30);
    });
  }
  await t.step("words that are showing when the passage begins", async () => {
    const burn = await textFile({ path: srt, index: 0, isSidecar: true, charset: null });
    const lit = (await pixelsOf(await air(black, { extras: { burn }, offsetMs: 4_500, frames: 30 }))).map((
      frame,
    ) => frame.isLit());
    deepStrictEqual([lit.indexOf(true), lit.lastIndexOf(true)], [0, 14]);
  });
});

realTest("fields become whole pictures, one of each where the profile has room", async (t) => {
  const path = `${folder}/fields.mpg`;
  // A bar that moves by four pixels from field to field.
  const video =
    "color=black:s=320x180:r=50:d=2,geq=lum='if(between(mod(X-4*N,320),0,40),235,16)':cb=128:cr=128,interlace";
  await make(path, ["-f", "lavfi", "-i", video, "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-b:v", "8M"]);
  const CASES = [
    { fps: 25, deinterlace: "auto", isCombed: false, moves: 24 },
    { fps: 50, deinterlace: "auto", isCombed: false, moves: 49 },
    { fps: 50, deinterlace: "never", isCombed: true, moves: 24 },
  ] as const;
  for (const { fps, deinterlace, isCombed, moves } of CASES) {
    await t.step(`${fps} a second, deinterlace: ${deinterlace}`, async () => {
      const profile: Profile = { ...PROFILE, frameRate: { num: fps, den: 1 }, deinterlace, videoKbps: 6_000 };
      const frames = await pixelsOf(await air(path, { profile, frames: fps }));
      const bars = frames.map((frame) => frame.barAt());
      strictEqual(bars.filter((bar, at) => at > 0 && bar !== bars[at - 1]).length, moves);
      strictEqual((frames[10]?.combs() ?? 0) > 500, isCombed);
    });
  }
});
