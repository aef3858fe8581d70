import { Answers } from "../../src/metadata/answers.ts";
import { PoliteClient } from "../../src/metadata/polite_client.ts";
import { seededRng } from "../../src/rng.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeTmdb, TMDB_HOST } from "./fake_tmdb.ts";
import { FakeTvdb, TVDB_HOST } from "./fake_tvdb.ts";
import { FakeWeb } from "./fake_web.ts";
import { MemoryAnswers } from "./memory_answers.ts";

/** Everything a database client stands on, in memory. */
export interface FactWorld {
  /** Stands still until moved. */
  readonly clock: FakeClock;
  /** Where the fakes are served. */
  readonly web: FakeWeb;
  /** TheTVDB. */
  readonly tvdb: FakeTvdb;
  /** Asks. */
  readonly client: PoliteClient;
  /** Remembers. */
  readonly answers: Answers;
  /** What it remembers. */
  readonly shelf: MemoryAnswers;
  /** Hosts that were left alone, and why. */
  readonly quiets: (readonly [host: string, reason: string | null])[];
}

/** A world with both databases. */
export function factWorld(tvdb: FakeTvdb = new FakeTvdb()): FactWorld {
  const clock = new FakeClock();
  const web = new FakeWeb(() => clock.monotonicMs());
  web.serve(TVDB_HOST, tvdb.answer);
  web.serve(TMDB_HOST, new FakeTmdb().answer);
  const quiets: (readonly [string, string | null])[] = [];
  const rng = seededRng("facts");
  const client = new PoliteClient({
    ...{ fetch: web.fetch, clock, rng, agent: "EXStreamTV/test" },
    onQuiet: (host, reason) => quiets.push([host, reason]),
  });
  const shelf = new MemoryAnswers();
  return { clock, web, tvdb, client, shelf, answers: new Answers({ shelf, clock, rng }), quiets };
}
