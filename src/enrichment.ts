import { join } from "node:path";
import type { Base } from "./base.ts";
import type { GuidePublisher } from "./guide/mod.ts";
import { type LookupTally, MetadataRoom, onThisMachine } from "./metadata/mod.ts";
import type { Offer } from "./offer.ts";
import { readAgenda } from "./playout/mod.ts";
import { type BroadcastScheduleAuthority, retitleTimelines } from "./schedule/mod.ts";

/**
 * What looks media up; timelines and guide hear of new titles.
 *
 * @param parts `lookups` counts for whoever watches how many fail.
 */
export function openMetadata(
  { store, building, config, paths, databases, ...base }: Base,
  { roster }: Offer,
  { authority, guide, lookups }: {
    authority: BroadcastScheduleAuthority;
    guide: GuidePublisher;
    lookups: LookupTally;
  },
): MetadataRoom {
  const { clock } = base;
  const room = new MetadataRoom({
    ...base,
    ...onThisMachine(join(paths.data, "artwork")),
    ...databases,
    lookups,
    shelf: store.metadata,
    media: store.media,
    transaction: (work) => store.transaction(work),
    async agenda() {
      const programmes = authority.getTimeline.bind(authority);
      const airings = await readAgenda({ channels: () => roster.channels(), clock, programmes });
      return [...new Set(airings.map(({ itemId }) => itemId))];
    },
    onOverridden: () => void guide.refreshSoon(),
    async onRetitled() {
      if ((await retitleTimelines(store.timelines, clock)).length === 0) return;
      authority.forgetRecent();
      void guide.refreshSoon();
    },
  }, config.metadata);
  return building.use(room);
}
