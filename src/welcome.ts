/** What a newcomer has to know once the program runs. */
export interface WelcomeFacts {
  /** Address of the dashboard, without a slash at its end. */
  readonly baseUrl: string;
  /** Where the admin token lies; null when it comes from the configuration. */
  readonly adminTokenPath: string | null;
  /** True when the program shows its own demo because no media is configured. */
  readonly isDemo: boolean;
}

/** The lines that tell what to type into which client. */
export function welcomeLines({ baseUrl, adminTokenPath, isDemo }: WelcomeFacts): string[] {
  const tuner = baseUrl.replace(/^https?:\/\//, "");
  return [
    ...(isDemo
      ? ["No media is configured: three demo channels are on. Name your folders in config.yaml."]
      : []),
    ...(adminTokenPath === null ? [] : [`The admin token is in ${adminTokenPath}`]),
    `Dashboard        ${baseUrl}/`,
    `Plex, Emby       add a DVR / HDHomeRun tuner by address: ${tuner}; guide: ${baseUrl}/xmltv.xml`,
    `Jellyfin         Live TV, tuner "HDHomeRun": ${baseUrl}; guide "XMLTV": ${baseUrl}/xmltv.xml`,
    `Kodi, TiviMate   playlist ${baseUrl}/iptv.m3u (it names its guide)`,
    `VLC, mpv         ${baseUrl}/iptv.m3u, or one channel: ${baseUrl}/auto/v1`,
  ];
}
