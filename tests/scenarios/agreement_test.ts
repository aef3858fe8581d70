import { ok, strictEqual } from "node:assert/strict";
import type { Channel } from "../../src/channel.ts";
import { parseConfig } from "../../src/config/mod.ts";
import type { GuideSpan } from "../../src/guide/facts.ts";
import { GuidePublisher } from "../../src/guide/mod.ts";
import { XmltvReader } from "../../src/guide/parse_xmltv.ts";
import { known } from "../../src/invariant.ts";
import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { type Rng, seededRng } from "../../src/rng.ts";
import { BroadcastScheduleAuthority } from "../../src/schedule/mod.ts";
import { Air, CARD, markIn } from "../fakes/air.ts";
import { drive } from "../fakes/drive.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs, type FakeItem } from "../fakes/fake_inputs.ts";
import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { playable } from "../schedule/samples.ts";

const ZONE = "Europe/Berlin";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FRAME_RATE = { num: 5, den: 1 };
const FRAME_MS = 200;
/** Of each night; ten thousand in all. */
const INSTANTS = 5_000;
const POLL_MS = 5_000;
/** Pictures lie on their own grid, and what was opened amid a group of two pictures ends with it. */
const NEAR_MS = 2 * FRAME_MS + 1;

const CONFIG = `
libraries: { local: { paths: [/media] } }
scheduling: { timezone: ${ZONE} }
fillers:
  ads: { collection: { folder: /media/ads }, seconds: 60 }
  around: { sequence: [{ up_next_s: 20 }, { collection: { folder: /media/ads }, pad_to_minutes: 5 }] }
  rest: { collection: { folder: /media/ads }, fill: true }
channels:
  - number: 1
    name: Films with breaks
    schedule: { kind: loop, collection: { folder: /media/films }, order: shuffle }
    fillers: { mid_roll: { at: breaks, filler: ads }, post_roll: around }
  - number: 2
    name: A night in slots
    schedule:
      kind: slots
      slots:
        - { at: "20:00", collection: { folder: /media/films }, count: 1, title: The Film }
        - { at: "22:30", collection: { folder: /media/series } }
        - { at: "02:30", collection: { folder: /media/films }, order: shuffle }
        - { at: "04:00", collection: { folder: /media/nothing }, fillers: { tail: null } }
        - { at: "05:00", collection: { folder: /media/series } }
    fillers: { tail: rest }
  - number: 3
    name: Clips
    schedule: { kind: loop, collection: { folder: /media/ads }, order: shuffle }
`;

/** What a channel showed, by each of its ways. */
interface Watched {
  readonly channel: Channel;
  readonly air: Air;
  /** By start: from when on what was in the stream. */
  readonly stream: Shown[];
  /** By start: what the aired log says. */
  readonly log: Shown[];
  /** By start: segments of the playlist, and what is in them. */
  readonly hls: (Shown & { readonly stopMs: number })[];
}

/** An item, or {@link CARD}, from an instant on. */
interface Shown {
  readonly itemId: number;
  readonly atMs: number;
}

for (const night of ["2026-03-28", "2026-10-24"]) {
  Deno.test({
    name:
      `Guide, now-playing, stream, HLS and aired log agree at ${INSTANTS} instants of the night of ${night}, when clocks change`,
    // The reader of YAML looks at its environment.
    permissions: { env: ["LOG_TOKENS", "LOG_STREAM"] },
    async fn() {
      const fromMs = Temporal.ZonedDateTime.from(`${night}T23:50[${ZONE}]`).epochMilliseconds;
      const world = await watchNight(fromMs, fromMs + 4.75 * HOUR_MS);
      const rng = seededRng(night);
      const tally = { near: 0, filler: 0, card: 0, part: 0 };
      for (let at = 0; at < INSTANTS; at++) compare(world, rng, tally);
      ok(tally.near < INSTANTS / 20, `${tally.near} instants at joints`);
      for (const kind of ["filler", "card", "part"] as const) {
        ok(tally[kind] > 30, `${kind}: ${tally[kind]}`);
      }
    },
  });
}

type World = Awaited<ReturnType<typeof watchNight>>;

/** Looks at one channel at one instant in five ways. */
function compare(
  { watched, authority, guide, fromMs, untilMs }: World,
  rng: Rng,
  tally: { near: number; filler: number; card: number; part: number },
): void {
  const { channel, stream, log, hls } = known(watched[Math.floor(rng() * watched.length)], "a channel");
  const atMs = Math.floor(fromMs + rng() * (untilMs - fromMs));
  const playing = known(authority.nowPlaying(channel.id, atMs)?.programme, "what is on");
  const where = `channel ${channel.number} at ${new Date(atMs).toISOString()}: ${playing.title}`;
  const isNear = Math.min(atMs - playing.startMs, playing.stopMs - atMs) <= NEAR_MS;
  if (isNear) tally.near++;
  if (playing.filler !== null) tally.filler++;
  if (playing.kind !== "item") tally.card++;
  if (playing.itemOffsetMs > 0) tally.part++;

  const neighbours = [atMs, ...(isNear ? [atMs - NEAR_MS, atMs + NEAR_MS] : [])]
    .map((instantMs) => authority.nowPlaying(channel.id, instantMs)?.programme.itemId ?? CARD);
  const onAir = lastBefore(stream, atMs);
  ok(neighbours.includes(onAir.itemId), `${where}, but item ${onAir.itemId} is in the stream`);
  const logged = lastBefore(log, atMs);
  ok(neighbours.includes(logged.itemId), `${where}, but the log says item ${logged.itemId} aired`);
  const segment = lastBefore(hls, atMs);
  ok(segment.stopMs > atMs - FRAME_MS, `${where}, but no segment covers it`);
  ok(neighbours.includes(segment.itemId), `${where}, but item ${segment.itemId} is in the segment`);

  const spans = guide.filter((span) => span.channel === channel.guideId);
  // The guide changes with whole seconds: what is on as one ends counts for it (decision 18).
  const second = Math.floor(atMs / 1_000);
  const told = spans.filter(({ startS, stopS }) => startS <= second && second < stopS);
  strictEqual(told.length, 1, where);
  const secondEnds = known(authority.nowPlaying(channel.id, second * 1_000 + 999)?.programme, "what is on");
  const title = titleIn(known(told[0], "an entry"), secondEnds, authority, channel);
  strictEqual(told[0]?.title, title, where);
}

/** What the entry that covers a programme is to be called: filler is told as what it is around. */
function titleIn(
  { startS, stopS }: GuideSpan,
  programme: Programme,
  authority: BroadcastScheduleAuthority,
  channel: Channel,
): string {
  const isOwn = ({ kind, filler }: Programme) => kind !== "up_next" && filler === null;
  const all = authority.getTimeline(channel.id, startS * 1_000 + 999, stopS * 1_000);
  const lead = isOwn(programme) ? programme : all.find(isOwn);
  const { guideTitle, show, title } = lead ?? longest(all);
  return guideTitle ?? show ?? title;
}

function longest(programmes: readonly Programme[]): Programme {
  const [first] = programmes.toSorted((one, other) => lengthOf(other) - lengthOf(one));
  return known(first, "what airs");
}

function lengthOf({ startMs, stopMs }: Programme): number {
  return stopMs - startMs;
}

/** Three channels through a night, watched as a stream and as a playlist; and the guide, as it was before. */
async function watchNight(fromMs: number, untilMs: number) {
  const clock = new FakeClock(fromMs - 20 * MINUTE_MS);
  const library = libraryOf(seededRng("library"));
  const channels = channelsOf();
  const authority = new BroadcastScheduleAuthority({
    store: new FakeTimelineStore(),
    clock,
    library: {
      version: () => 1,
      playable: (collection) =>
        library.filter(({ folder }) => "folder" in collection && collection.folder === folder),
    },
    channels: () => channels,
    onRebuilt: () => {},
    onFailed: (_, thrown) => {
      throw thrown;
    },
  }, { daysAhead: 1, daysBehind: 1 });
  await drive(clock, authority.extendAll());
  const guide = await guideOf(authority, channels, clock);
  const watched = channels.map((channel) => watch(channel, authority, { clock, library }));
  while (clock.wallMs() < untilMs + MINUTE_MS) {
    for (const one of watched) poll(one);
    await clock.advance(POLL_MS);
  }
  for (const { air, stream, log } of watched) {
    stream.push(...air.aired);
    log.push(...loggedBy(air));
    const ended = air[Symbol.asyncDispose]();
    await clock.advance(0);
    await ended;
  }
  return { watched, authority, guide, fromMs, untilMs };
}

function channelsOf(): Channel[] {
  const { config } = parseConfig({ text: CONFIG, name: "config.yaml", environment: {} });
  return config.channels.map((channel) => ({ ...channel, guideId: `channel-${channel.id}.x` }));
}

/** What the guide's own text says. */
async function guideOf(
  authority: BroadcastScheduleAuthority,
  channels: readonly Channel[],
  clock: FakeClock,
): Promise<readonly GuideSpan[]> {
  const parts = { timeline: authority, channels: () => channels, lineup: () => channels };
  const publisher = new GuidePublisher({ ...parts, clock, onRefreshed: () => {} }, { daysAhead: 1 });
  const { fault } = await drive(clock, publisher.refresh());
  strictEqual(fault, null);
  const document = await drive(clock, known(publisher.xmltv("http://10.0.0.2:8411"), "a guide"));
  const reader = new XmltvReader();
  reader.write(await new Response(document.plain.open()).text());
  reader.close();
  strictEqual(reader.fault, null);
  return reader.takeSpans();
}

function watch(
  channel: Channel,
  authority: BroadcastScheduleAuthority,
  { clock, library }: { readonly clock: FakeClock; readonly library: readonly ScheduleItem[] },
): Watched {
  const items = new Map<number, FakeItem>(
    library.map(({ id, durationMs }) => [id, { lengthMs: durationMs, isMute: true }]),
  );
  const { openInput } = new FakeInputs(clock, FRAME_RATE, items);
  const programmeAt = (channelId: string, atMs: number) => authority.programmeAt(channelId, atMs);
  const air = new Air({ clock, channel, frameRate: FRAME_RATE, programmeAt, openInput });
  air.watch();
  return { channel, air, stream: [], log: [], hls: [] };
}

/** Takes the segments that are new in the playlist; each is one group of pictures. */
function poll({ air, hls }: Watched): void {
  const window = air.fanout.hls(() => ({ segmentMs: 1_000, window: 6, firstSequence: 1, epoch: "k" }));
  const listed = window.playlist("").matchAll(/#EXT-X-PROGRAM-DATE-TIME:(.*)\n#EXTINF:(.*),\n(.*)/g);
  for (const [, date = "", seconds = "", name = ""] of listed) {
    const atMs = Date.parse(date);
    if (atMs <= (hls.at(-1)?.atMs ?? 0)) continue;
    const [first] = known(window.segment(name), "a segment").parts;
    const itemId = Math.floor(markIn(known(first, "bytes")) / 1_000_000);
    hls.push({ itemId, atMs, stopMs: atMs + Number(seconds) * 1_000 });
  }
}

function loggedBy({ stretches }: Air): Shown[] {
  return [...stretches.values()].map(({ fromMs, input, itemId }) => (
    { atMs: fromMs, itemId: input === null ? CARD : itemId ?? CARD }
  )).toSorted((one, other) => one.atMs - other.atMs);
}

function lastBefore<Thing extends Shown>(things: readonly Thing[], atMs: number): Thing {
  return known(things.findLast((thing) => thing.atMs <= atMs), `what was shown at ${atMs}`);
}

/** Films with breaks, a series, and clips of odd lengths. */
function libraryOf(rng: Rng): ScheduleItem[] {
  const film = (at: number) => {
    const durationMs = onGrid((70 + 40 * rng()) * MINUTE_MS);
    const breaks = [0.3, 0.6].map((part) => onGrid(durationMs * part))
      .map((atMs) => ({ atMs, resumeMs: atMs }));
    return playable(1 + at, durationMs, {
      ...inFolder("films", at),
      kind: "movie",
      title: `Film ${at}`,
      breaks,
    });
  };
  const episode = (at: number) => {
    const more = {
      kind: "episode",
      show: `Show ${at % 2}`,
      season: 1,
      episode: 1 + at,
      title: `Part ${at}`,
    } as const;
    return playable(100 + at, onGrid((20 + 5 * rng()) * MINUTE_MS), {
      ...inFolder("series", at),
      ...more,
    });
  };
  const ad = (at: number) =>
    playable(200 + at, onGrid(15_000 + 60_000 * rng()), { ...inFolder("ads", at), title: `Ad ${at}` });
  return [
    ...Array.from({ length: 12 }, (_, at) => film(at)),
    ...Array.from({ length: 30 }, (_, at) => episode(at)),
    ...Array.from({ length: 40 }, (_, at) => ad(at)),
  ];
}

/** Pictures here last long: a clip that ended amid one would begin its successor noticeably early. */
function onGrid(ms: number): number {
  return Math.round(ms / FRAME_MS) * FRAME_MS;
}

function inFolder(name: string, at: number) {
  const folder = `/media/${name}`;
  return { folder, locator: `${folder}/${String(at).padStart(3, "0")}.mkv` };
}
