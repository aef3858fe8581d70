import type { Base } from "./base.ts";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "./channel.ts";
import { makeGuideId } from "./guide/mod.ts";
import { demoChannels, outermostFolders } from "./source/mod.ts";

/** What is on offer. */
export interface Offer {
  /** All channels, disabled ones too; the information channel when there would be none. */
  readonly channels: readonly Channel[];
  /** Folders to scan. */
  readonly folders: readonly string[];
  /** The demo; null when media or channels are configured. */
  readonly demo: Demo | null;
}

/** The demo of a newcomer. */
export interface Demo {
  /** Where its clips go. */
  readonly folder: string;
  /** Whether all of them are there; until then the folder is no more than half a library. */
  isRendered: boolean;
}

/** What the configuration offers; the demo where it offers nothing. */
export function describeOffer({ config, store, paths, rng }: Base): Offer {
  const folders = outermostFolders(config.libraries.local.paths);
  const isDemo = folders.length === 0 && config.channels.length === 0;
  const demo = isDemo ? { folder: `${paths.data}/demo`, isRendered: false } : null;
  const described = demo === null ? config.channels : demoChannels(demo.folder);
  const hex4 = () => Math.floor(rng() * 0x10000).toString(16).padStart(4, "0");
  const channels =
    (described.some((channel) => channel.isEnabled) ? described : [...described, INFORMATION_CHANNEL])
      .map((channel) => {
        const make = () => makeGuideId(channel.name, hex4(), config.guide.domain);
        return { ...channel, guideId: store.channels.guideId(channel.id, make) };
      });
  return { channels, folders: demo === null ? folders : [demo.folder], demo };
}

/** Setting up a tuner fails in most clients when there is no channel at all (decision 14). */
const INFORMATION_CHANNEL: Omit<Channel, "guideId"> = {
  id: "information",
  number: "1",
  name: "EXStreamTV",
  group: "EXStreamTV",
  isEnabled: true,
  lifecycle: "on_demand",
  profile: "default",
  schedule: null,
  inputs: NO_INPUTS,
  guide: PLAIN_GUIDE,
};
