/**
 * Copies a database and checks the copy, in a Worker with a connection of its own: SQLite blocks its thread
 * meanwhile, and this must not be the thread that streams.
 */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../fault.ts";
import { copyDatabase } from "./copy_database.ts";

try {
  const { from, to } = workerData;
  await copyDatabase(String(from), String(to));
  parentPort?.postMessage({ fault: null });
} catch (thrown) {
  parentPort?.postMessage({ fault: messageOf(thrown) });
}
