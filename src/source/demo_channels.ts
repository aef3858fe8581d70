/**
 * The channels a newcomer finds: the demo's clips in order, shuffled, and one show alone.
 *
 * @param folder Where the clips are.
 * @returns Channels in the words of the configuration file.
 */
export function demoChannels(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const common = { group: "Demo", lifecycle: "on_demand" };
  const clips = { kind: "loop", collection: { folder } };
  const machines = { kind: "loop", collection: { show: "Little Machines" } };
  return [
    { ...common, id: "demo-1", number: "1", name: "First Light", schedule: clips },
    { ...common, id: "demo-2", number: "2", name: "Mixed Bag", schedule: { ...clips, order: "shuffle" } },
    { ...common, id: "demo-3", number: "3", name: "Little Machines", schedule: machines },
  ];
}
