import { PRIVATE_NETWORKS } from "../private_networks.ts";
import type { Config } from "./config.ts";

/** What the tuner does on the network beside HTTP. */
export interface TunerNetwork {
  /** Answers SSDP searches and announces the device. */
  readonly hasSsdp: boolean;
  /** Answers searches of HDHomeRun's own kind. */
  readonly hasDiscovery: boolean;
  /** Lets clients have tuners send to them. */
  readonly hasControl: boolean;
}

const ONLY_HERE = /^(127\.|::1$|localhost$)/;

/**
 * Which of them the operator wants and the tokens allow: searches are answered with addresses, which would hand the
 * stream token to everybody (decision 16), and control clients cannot say one.
 */
export function tunerNetwork({ hdhomerun, security }: Pick<Config, "hdhomerun" | "security">): TunerNetwork {
  const { isEnabled, hasSsdp, hasDiscovery, hasControl } = hdhomerun;
  const isOpen = isEnabled && security.streamToken === null;
  return {
    hasSsdp: isOpen && hasSsdp,
    hasDiscovery: isOpen && hasDiscovery,
    hasControl: isOpen && hasControl,
  };
}

/**
 * `host:port` of all that needs: ports to listen on, the SSDP group, and whoever is to be answered.
 *
 * @param config The configuration.
 * @param ownNetworks Networks this machine is in whose addresses are not private: neighbours live there, too.
 */
export function tunerNetworkHosts(
  config: Pick<Config, "hdhomerun" | "security" | "server">,
  ownNetworks: readonly string[],
): string[] {
  const { hasSsdp, hasDiscovery, hasControl } = tunerNetwork(config);
  if (!hasSsdp && !hasDiscovery && !hasControl) return [];
  const isOnlyHere = ONLY_HERE.test(config.server.host);
  const own = isOnlyHere ? "127.0.0.1" : "0.0.0.0";
  return [
    ...(hasDiscovery || hasControl ? [`${own}:65001`] : []),
    // Signs of life come in here; streams go out from any port.
    ...(hasControl ? [`${own}:5004`, "0.0.0.0:0"] : []),
    ...(hasSsdp ? ["0.0.0.0:1900", "239.255.255.250:1900"] : []),
    ...PRIVATE_NETWORKS,
    ...(isOnlyHere ? [] : ownNetworks),
  ];
}
