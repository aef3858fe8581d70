import { dirname, isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { channelNumberKey } from "../channel.ts";
import { LIMITS } from "../limits.ts";
import type { OptionPath } from "./document.ts";
import { isInside } from "./forms.ts";

/** An option that is right by itself and wrong beside another. */
export interface Conflict {
  /** The option. */
  readonly path: OptionPath;
  /** What would be right. */
  readonly expected: string;
}

const word = z.string().optional().catch(undefined);
const port = z.number().optional().catch(undefined);

const flag = z.boolean().optional().catch(undefined);
const hiding = z.object({ hidden: flag }).optional().catch(undefined);

/** The channel a schedule mirrors, or the name of a schedule. */
const mirror = z.union([
  z.string(),
  z.object({ kind: z.literal("mirror"), channel: z.string() }),
]).optional().catch(undefined);

/** Only what the checks compare, read so tolerantly that faults elsewhere do not hide these. */
const sketch = z.object({
  channels: z.array(
    z.object({ number: word, id: word, profile: word, schedule: mirror, enabled: flag, guide: hiding })
      .catch({}),
  ).catch([]),
  schedules: z.record(z.string(), mirror).catch({}),
  profiles: z.record(z.string(), z.unknown()).catch({}),
  server: z.object({ port }).catch({}),
  hdhomerun: z.object({ extra_ports: z.array(port).catch([]) }).catch({ extra_ports: [] }),
  database: z.object({ path: word }).catch({}),
  libraries: z.object({ local: z.object({ paths: z.array(word).catch([]) }).catch({ paths: [] }) })
    .catch({ local: { paths: [] } }),
});

type Sketch = z.output<typeof sketch>;

/**
 * Finds options that contradict each other.
 *
 * @param value The configuration as plain data, perhaps with faults.
 * @param home The program's folder, against which a relative database path counts; null if not known.
 */
export function findConflicts(value: Record<string, unknown>, home: string | null): Conflict[] {
  const it = sketch.parse(value);
  return [...findChannelConflicts(value), ...portConflicts(it), ...folderConflicts(it, home)];
}

/**
 * Finds channels that contradict each other, or profiles that are not there.
 *
 * @param value The channels, with schedules and profiles, as plain data, perhaps with faults.
 */
export function findChannelConflicts(value: Record<string, unknown>): Conflict[] {
  const it = sketch.parse(value);
  return [...channelConflicts(it), ...mirrorConflicts(it), ...hidingConflicts(it)];
}

/** Channels that, mirror by mirror, show themselves. */
function mirrorConflicts({ channels, schedules }: Sketch): Conflict[] {
  const all = channels.slice(0, LIMITS.channelsMax);
  const byKey = new Map<string, number>();
  all.forEach(({ number }, index) => number !== undefined && byKey.set(number, index));
  all.forEach(({ id }, index) => id !== undefined && byKey.set(id, index));
  const mirrored = all.map(({ schedule }) => {
    let named = schedule;
    for (let names = 0; typeof named === "string" && names <= LIMITS.ruleDepthMax; names++) {
      named = Object.hasOwn(schedules, named) ? schedules[named] : undefined;
    }
    return typeof named === "object" ? byKey.get(named.channel) ?? null : null;
  });
  return all.flatMap(({ schedule }, index) => {
    let next = mirrored[index] ?? null;
    for (let steps = 0; next !== null && next !== index && steps < all.length; steps++) {
      next = mirrored[next] ?? null;
    }
    if (next !== index) return [];
    const option = typeof schedule === "string" ? [] : ["channel"];
    return [{
      path: ["channels", index, "schedule", ...option],
      expected: "a channel that does not mirror this one",
    }];
  });
}

function channelConflicts({ channels, profiles }: Sketch): Conflict[] {
  const conflicts: Conflict[] = [];
  const [numbers, keys] = [new Set<string>(), new Set<string>()];
  channels.slice(0, LIMITS.channelsMax).forEach(({ number, id, profile }, index) => {
    const same = number === undefined ? null : channelNumberKey(number);
    const hasTwin = same !== null && numbers.has(same);
    if (same !== null) numbers.add(same);
    if (hasTwin) {
      conflicts.push({ path: ["channels", index, "number"], expected: "a number no other channel has" });
    }

    const key = id ?? number;
    if (!hasTwin && key !== undefined && keys.has(key)) {
      const named = id === undefined ? "number" : "id";
      conflicts.push({ path: ["channels", index, named], expected: "an id no other channel has" });
    }
    if (key !== undefined) keys.add(key);
    if (profile !== undefined && profile !== "default" && !Object.hasOwn(profiles, profile)) {
      const names = [...new Set(["default", ...Object.keys(profiles)])].join(", ");
      conflicts.push({ path: ["channels", index, "profile"], expected: `the name of a profile: ${names}` });
    }
  });
  return conflicts;
}

/** A guide without a channel is none. */
function hidingConflicts({ channels }: Sketch): Conflict[] {
  const enabled = [...channels.entries()].filter(([, channel]) => channel.enabled !== false);
  const last = enabled.at(-1);
  if (last === undefined || enabled.some(([, { guide }]) => guide?.hidden !== true)) return [];
  return [{
    path: ["channels", last[0], "guide", "hidden"],
    expected: "false for one enabled channel at least",
  }];
}

function portConflicts({ server, hdhomerun }: Sketch): Conflict[] {
  const ports = [server.port ?? 8_411, ...hdhomerun.extra_ports];
  return hdhomerun.extra_ports.flatMap((port, index) =>
    port !== undefined && ports.indexOf(port) < index + 1
      ? [{ path: ["hdhomerun", "extra_ports", index], expected: "a port that is not listened on already" }]
      : []
  );
}

function folderConflicts({ database, libraries }: Sketch, home: string | null): Conflict[] {
  const file = database.path ?? "data/exstreamtv.db";
  if (home === null && !isAbsolute(file)) return [];
  const dataFolder = dirname(resolve(home ?? "/", file));
  return libraries.local.paths.flatMap((path, index) =>
    path !== undefined && (isInside(path, dataFolder) || isInside(dataFolder, path))
      ? [{
        path: ["libraries", "local", "paths", index],
        expected: `a folder apart from the data folder ${dataFolder}`,
      }]
      : []
  );
}
