/** An evening's worth of channels for the dashboard's tests. */
import type { FillerKind } from "../../src/programme.ts";

/** One entry of a plan: what airs, and for how many seconds. */
interface Clip {
  readonly seconds: number;
  readonly title: string;
  readonly show?: string;
  readonly season?: number;
  readonly episode?: number;
  readonly year?: number;
  readonly kind?: "item" | "off_air";
  readonly filler?: FillerKind;
}

/** A channel with the plan that it repeats from midnight UTC. */
export interface CannedChannel {
  /** Its key. */
  readonly id: string;
  /** Its number. */
  readonly number: string;
  /** Its name. */
  readonly name: string;
  /** As the API names states. */
  state: string;
  /** Who watches. */
  viewers: number;
  /** What is wrong, if anything. */
  fault: string | null;
  /** What is on air: the programme's own file, or a stand-in. */
  inputKind: string | null;
  /** Nothing of the programme can be played. */
  isExhausted: boolean;
  /** What airs, again and again. */
  readonly plan: readonly Clip[];
}

/** A programme as the API shows it. */
export interface CannedProgramme {
  /** ISO 8601. */
  readonly start: string;
  /** ISO 8601. */
  readonly stop: string;
  /** Not empty. */
  readonly title: string;
  /** Null for films. */
  readonly show: string | null;
  /** Null if unknown. */
  readonly season: number | null;
  /** Null if unknown. */
  readonly episode: number | null;
  /** Null if unknown. */
  readonly year: number | null;
  /** Media or card. */
  readonly kind: "item" | "off_air";
  /** What it fills; null for a programme of its own. */
  readonly filler: FillerKind | null;
  /** As the API names kinds of media. */
  readonly category: "episode" | "movie" | "other";
}

/** A file the library cannot play. */
export interface BrokenFile {
  /** Its key. */
  readonly id: number;
  /** Where it lies. */
  readonly path: string;
  /** Not empty. */
  readonly title: string;
  /** Always so. */
  readonly state: "broken";
  /** Why it cannot be played. */
  readonly fault: string;
}

/** The instant the tests play at: Saturday, 7 March 2026, 20:14:30 UTC. */
export const EVENING_MS = Date.UTC(2026, 2, 7, 20, 14, 30);

const DAY_MS = 86_400_000;

/** The channels of the evening, every state among them. */
export function cannedChannels(): CannedChannel[] {
  return [
    channel("2", "Saturday Movies", { state: "live", viewers: 3, plan: FILMS }),
    channel("5", "Comedy Vault", { state: "live", viewers: 1, plan: COMEDY }),
    channel("7.1", "Nature One", { state: "starting", plan: NATURE }),
    channel("7.2", "Shorts All Day", { state: "live", plan: SHORTS }),
    channel("9", "Night Owl", {
      state: "slate",
      fault: "Cannot read /media/Night Owl: the folder is gone",
      plan: [{ seconds: 86_400, title: "Night Owl is off air", kind: "off_air" }],
    }),
    channel("12", "Attic Cartoons", { plan: CARTOONS }),
    channel("20", "Concert Hall", { state: "dormant", plan: CONCERTS }),
    channel("21", "A Channel With a Remarkably Long Name Indeed", { plan: COMEDY }),
  ];
}

/** As many channels as asked for, all of half-minute clips. */
export function cannedCrowd(count: number): CannedChannel[] {
  return Array.from({ length: count }, (_, index) => {
    return channel(String(index + 1), `Clips ${index + 1}`, { state: "live", plan: SHORTS });
  });
}

/** What airs on a channel in a span, in the API's form. */
export function cannedTimeline({ plan }: CannedChannel, fromMs: number, toMs: number): CannedProgramme[] {
  const programmes: CannedProgramme[] = [];
  let startMs = fromMs - fromMs % DAY_MS;
  for (let index = 0; startMs < toMs; index++) {
    const clip = plan[index % plan.length];
    if (!clip) throw new Error("The plan of a canned channel is empty");
    const stopMs = startMs + clip.seconds * 1_000;
    if (stopMs > fromMs) programmes.push(programme(clip, startMs, stopMs));
    startMs = stopMs;
  }
  return programmes;
}

/** What the library found and cannot play. */
export function cannedBroken(): BrokenFile[] {
  return [
    {
      id: 41,
      path: "/media/Movies/Halfway Downloaded (2018).mkv",
      title: "Halfway Downloaded",
      state: "broken",
      fault: "Cannot probe the file: the container ends after 1.2 s of 6,240 s",
    },
    {
      id: 97,
      path: "/media/Shows/The Allotment/Season 01/The Allotment - S01E04.mp4",
      title: "The Allotment",
      state: "broken",
      fault: "Cannot probe the file: moov atom not found",
    },
    {
      id: 98,
      path: "/media/Shows/notes.mkv",
      title: "notes",
      state: "broken",
      fault: "Cannot use the file: it has no video stream",
    },
  ];
}

/** The program, well and ready; `health` is what differs from a day without trouble. */
export function cannedSystem(
  isTunerOn: boolean,
  health: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    version: "0.1.0",
    started_at: "2026-03-07T15:02:10.000Z",
    uptime_s: 18_740,
    ready: [
      { name: "store", is_ready: true, detail: "" },
      { name: "guide", is_ready: true, detail: "version 12" },
      { name: "ffmpeg", is_ready: true, detail: "5.1" },
    ],
    device: { is_enabled: isTunerOn, device_id: "10A2B3C5", friendly_name: "EXStreamTV", tuner_count: 4 },
    tuners: [],
    health: {
      running: 5,
      unhealthy_channels: [],
      exhausted_channels: [],
      parked_inputs: [],
      breakers: [],
      restarts: { last_minute: 0, max_per_minute: 10 },
      memory: { rise_bytes: 0, is_rising: false },
      ...health,
    },
  };
}

/** A published guide. */
export function cannedGuide(): Record<string, unknown> {
  return {
    version: 12,
    published_at: "2026-03-07T20:00:03.000Z",
    verified_by: "plain",
    is_stale: false,
    programmes: 4_318,
    channels: 8,
    faults: [],
  };
}

/** Two viewers. */
export function cannedSessions(): Record<string, unknown>[] {
  return [
    {
      id: "s1",
      channel_id: "channel-2",
      via: "tuner",
      address: "192.168.1.31",
      agent: "Lavf/Plex",
      started_at: "2026-03-07T19:31:00.000Z",
      bytes_sent: 1_204_000_000,
      dropped_bytes: 0,
    },
    {
      id: "s2",
      channel_id: "channel-5",
      via: "iptv",
      address: "192.168.1.40",
      agent: "VLC/3.0.20 LibVLC/3.0.20",
      started_at: "2026-03-07T20:12:00.000Z",
      bytes_sent: 90_000_000,
      dropped_bytes: 0,
    },
  ];
}

function programme(clip: Clip, startMs: number, stopMs: number): CannedProgramme {
  const { title, show = null, season = null, episode = null, year = null, kind = "item", filler = null } =
    clip;
  const start = new Date(startMs).toISOString();
  const stop = new Date(stopMs).toISOString();
  const category = kind === "off_air" ? "other" : show ? "episode" : "movie";
  return { start, stop, title, show, season, episode, year, kind, filler, category };
}

function channel(
  number: string,
  name: string,
  rest: Pick<CannedChannel, "plan"> & Partial<CannedChannel>,
): CannedChannel {
  const quiet = { state: "idle", viewers: 0, fault: null, inputKind: null, isExhausted: false };
  return { id: `channel-${number}`, number, name, ...quiet, ...rest };
}

const FILMS: readonly Clip[] = [
  { seconds: 7_200, title: "The Lighthouse Keeper's Daughter", year: 2019 },
  { seconds: 5_400, title: "Night Train to Trieste", year: 1962 },
  { seconds: 6_300, title: "A Small Matter of Gravity", year: 2013 },
];
const COMEDY: readonly Clip[] = [
  { seconds: 1_320, show: "The Allotment", season: 1, episode: 1, title: "Seed Money" },
  { seconds: 1_500, show: "The Allotment", season: 1, episode: 2, title: "A Question of Marrows" },
  { seconds: 1_380, show: "Two Floors Up", season: 3, episode: 11, title: "The Lift" },
  { seconds: 1_800, show: "The Allotment", season: 1, episode: 3, title: "Slugs & Snails" },
];
const NATURE: readonly Clip[] = [
  { seconds: 3_000, show: "Coastlines", season: 2, episode: 4, title: "Where the River Ends" },
  { seconds: 3_480, show: "Small Hours", season: 1, episode: 6, title: "Owls of the Old Town" },
];
const SHORTS: readonly Clip[] = [
  { seconds: 30, title: "Colour bars", year: 2026 },
  { seconds: 30, title: "Clock face", year: 2026 },
  { seconds: 30, title: "Plasma", year: 2026 },
];
const CARTOONS: readonly Clip[] = [
  { seconds: 420, show: "Moth & Lamp", season: 1, episode: 8, title: "Too Bright" },
  { seconds: 120, title: "Buy More Moths", filler: "post_roll" },
  { seconds: 480, show: "Captain Teaspoon", season: 2, episode: 1, title: "Stirring Times" },
  { seconds: 660, show: "Moth & Lamp", season: 1, episode: 9, title: "Power Cut" },
];
const CONCERTS: readonly Clip[] = [
  { seconds: 5_100, title: "Winter Journey", year: 2021 },
  { seconds: 600, title: "The Orchestra Tunes", filler: "pre_roll" },
  { seconds: 6_900, title: "Symphony in the Shipyard", year: 2024 },
];
