import type { Base } from "./base.ts";
import { tunerNetwork } from "./config/mod.ts";
import { chooseDeviceId, createIdentity, type DeviceIdentity, startTunerNetwork } from "./hdhomerun/mod.ts";
import type { Offer } from "./offer.ts";
import type { Play } from "./playout/mod.ts";

/** Who we are to tuner clients: made once and kept, because clients know a device by it. */
export function identityOf({ config, store, rng, log }: Base): DeviceIdentity {
  const kept: DeviceIdentity = JSON.parse(
    store.identity.getOrCreate("device", () => JSON.stringify(createIdentity(rng))),
  );
  const { deviceId, warning } = chooseDeviceId(config.hdhomerun.deviceId, kept.deviceId);
  if (warning !== null) log.warn(warning);
  return { ...kept, deviceId };
}

/** What the tuner does beside HTTP: discovery, control, SSDP. */
export function openTunerNetwork(
  { config, store, ...base }: Base,
  { roster }: Offer,
  { play, identity }: { play: Play; identity: DeviceIdentity },
): AsyncDisposable {
  return startTunerNetwork({ ...base, tuning: play.sessions, channels: () => roster.enabled() }, {
    ...tunerNetwork(config),
    whereabouts: config.server,
    identity,
    tunerCount: config.hdhomerun.tunerCount,
    version: base.version,
    bootId: store.identity.next("boot_id"),
  });
}
