import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { timelineStoreContract } from "../contracts/timeline_store_contract.ts";

timelineStoreContract("FakeTimelineStore", () => ({ store: new FakeTimelineStore() }));
