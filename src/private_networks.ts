/**
 * The IPv4 networks no router of the internet knows: RFC 1918, link-local (RFC 3927), shared (RFC 6598), loopback
 * (RFC 1122). Whoever asks from one of them is near.
 */
export const PRIVATE_NETWORKS = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
] as const;
