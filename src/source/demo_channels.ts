import { type Channel, NO_INPUTS } from "../channel.ts";

/**
 * The channels a newcomer finds: the demo's clips in order, shuffled, and one show alone.
 *
 * @param folder Where the clips are.
 */
export function demoChannels(folder: string): Omit<Channel, "guideId">[] {
  const common = { group: "Demo", isEnabled: true, lifecycle: "on_demand", profile: "default" } as const;
  const channel = { ...common, inputs: NO_INPUTS };
  const schedule = { kind: "loop", collection: { folder }, order: "chronological", seed: null } as const;
  return [
    { ...channel, id: "demo-1", number: "1", name: "First Light", schedule },
    { ...channel, id: "demo-2", number: "2", name: "Mixed Bag", schedule: { ...schedule, order: "shuffle" } },
    {
      ...channel,
      id: "demo-3",
      number: "3",
      name: "Little Machines",
      schedule: { ...schedule, collection: { show: "Little Machines" } },
    },
  ];
}
