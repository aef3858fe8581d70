import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../channel.ts";
import { contentOf, NO_FILLER, type Schedule } from "../schedule_rule.ts";

/**
 * The channels a newcomer finds: the demo's clips in order, shuffled, and one show alone.
 *
 * @param folder Where the clips are.
 */
export function demoChannels(folder: string): Omit<Channel, "guideId">[] {
  const common = { group: "Demo", isEnabled: true, lifecycle: "on_demand", profile: "default" } as const;
  const channel = { ...common, inputs: NO_INPUTS, guide: PLAIN_GUIDE };
  const loop = (content: ReturnType<typeof contentOf>): Schedule => {
    return { kind: "loop", content, seed: null, timezone: "UTC", filler: NO_FILLER };
  };
  return [
    { ...channel, id: "demo-1", number: "1", name: "First Light", schedule: loop(contentOf({ folder })) },
    {
      ...channel,
      id: "demo-2",
      number: "2",
      name: "Mixed Bag",
      schedule: loop(contentOf({ folder }, "shuffle")),
    },
    {
      ...channel,
      id: "demo-3",
      number: "3",
      name: "Little Machines",
      schedule: loop(contentOf({ show: "Little Machines" })),
    },
  ];
}
