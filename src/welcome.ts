/** What a newcomer has to know once the program runs. */
export interface WelcomeFacts {
  /** Address of the dashboard, without a slash at its end. */
  readonly baseUrl: string;
  /** Where the admin token lies; null when it comes from the configuration. */
  readonly adminTokenPath: string | null;
  /** True when the program shows its own demo because no media is configured. */
  readonly isDemo: boolean;
  /** True when tuner, playlist, guide and stream addresses need the stream token. */
  readonly hasStreamToken: boolean;
}

/** The lines that tell what to type into which client. */
export function welcomeLines(
  { baseUrl, adminTokenPath, isDemo, hasStreamToken }: WelcomeFacts,
): string[] {
  // The token itself is a secret, and these lines go to the log.
  const base = hasStreamToken ? `${baseUrl}/t/<stream_token>` : baseUrl;
  const tuner = base.replace(/^https?:\/\//, "");
  return [
    ...(isDemo
      ? ["No media is configured: three demo channels are on. Name your folders in config.yaml."]
      : []),
    ...(adminTokenPath === null ? [] : [`The admin token is in ${adminTokenPath}`]),
    ...(hasStreamToken ? ["A stream token is set: put it for <stream_token> in the addresses below"] : []),
    `Dashboard        ${baseUrl}/`,
    `Plex, Emby       add a DVR / HDHomeRun tuner by address: ${tuner}; guide: ${base}/xmltv.xml`,
    `Jellyfin         Live TV, tuner "HDHomeRun": ${base}; guide "XMLTV": ${base}/xmltv.xml`,
    `Kodi, TiviMate   playlist ${base}/iptv.m3u (it names its guide)`,
    `VLC, mpv         ${base}/iptv.m3u, or one channel: ${base}/auto/v1`,
  ];
}
