import { Database } from "../../src/store/database.ts";
import { MIGRATIONS } from "../../src/store/migrations.ts";
import { TimelineStore } from "../../src/store/timeline_store.ts";
import { timelineStoreContract } from "../contracts/timeline_store_contract.ts";

timelineStoreContract("TimelineStore on SQLite", () => {
  const folder = Deno.makeTempDirSync();
  const database = new Database(`${folder}/x.db`);
  for (const step of MIGRATIONS) database.execute(step);
  return {
    store: new TimelineStore(database),
    close() {
      database[Symbol.dispose]();
      Deno.removeSync(folder, { recursive: true });
    },
  };
});
