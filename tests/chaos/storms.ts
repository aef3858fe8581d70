import type { Storm } from "./storm.ts";
import { garbage, remove, truncate } from "./storms/damage.ts";
import { freeze } from "./storms/freeze.ts";
import { fullDisk } from "./storms/full_disk.ts";
import { kill } from "./storms/kill.ts";
import { killAll } from "./storms/kill_all.ts";
import { missing, page, reset, stall, trickle } from "./storms/network.ts";
import { vanish } from "./storms/vanish.ts";

/** Everything that goes wrong in a run. A further storm is a file in `storms/` and a word here. */
export const STORMS: readonly Storm[] = [
  kill,
  killAll,
  freeze,
  truncate,
  garbage,
  remove,
  vanish,
  fullDisk,
  stall,
  reset,
  page,
  missing,
  trickle,
];
