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

/** Networks nobody routes: whoever asks, and is answered, is in one of them. */
const NEIGHBOURS = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
];
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
 */
export function tunerNetworkHosts(config: Pick<Config, "hdhomerun" | "security" | "server">): string[] {
  const { hasSsdp, hasDiscovery, hasControl } = tunerNetwork(config);
  if (!hasSsdp && !hasDiscovery && !hasControl) return [];
  const own = ONLY_HERE.test(config.server.host) ? "127.0.0.1" : "0.0.0.0";
  return [
    ...(hasDiscovery || hasControl ? [`${own}:65001`] : []),
    // Signs of life come in here; streams go out from any port.
    ...(hasControl ? [`${own}:5004`, "0.0.0.0:0"] : []),
    ...(hasSsdp ? ["0.0.0.0:1900", "239.255.255.250:1900"] : []),
    ...NEIGHBOURS,
  ];
}
