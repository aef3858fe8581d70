/**
 * What to do in each program, and which addresses to type there.
 *
 * @param {ReturnType<typeof import("./addresses.js").addressesFrom>} addresses
 */
export function appsWith({ tuner, tunerUrl, m3u, xmltv }) {
  const guide = { label: "Guide (XMLTV)", address: xmltv };
  return [
    {
      name: "Plex",
      steps:
        "Settings → Live TV & DVR → Set up Plex DVR. If no tuner is found, enter its network address by hand. " +
        "For the guide choose “Have an XMLTV guide on your server”.",
      fields: [{ label: "Tuner address", address: tuner }, guide],
    },
    {
      name: "Jellyfin",
      steps:
        "Dashboard → Live TV → Tuner devices → + → HD Homerun. Then TV guide data providers → + → XMLTV.",
      fields: [{ label: "Tuner address", address: tunerUrl }, guide],
    },
    {
      name: "Emby",
      steps: "Settings → Live TV → Add TV source → HD Homerun. Then Add guide source → XmlTV.",
      fields: [{ label: "Tuner address", address: tunerUrl }, guide],
    },
    {
      name: "Kodi",
      steps: "Install “PVR IPTV Simple Client”. In its settings choose “Remote path” for both addresses.",
      fields: [{ label: "Playlist (M3U)", address: m3u }, guide],
    },
    {
      name: "VLC",
      steps: "Media → Open network stream. The playlist holds every channel and names the guide.",
      fields: [{ label: "Playlist (M3U)", address: m3u }],
    },
    {
      name: "Anything else",
      steps:
        "Programs that know the HDHomeRun find it by themselves or take the tuner address. All others take the " +
        "playlist.",
      fields: [{ label: "Tuner address", address: tuner }, { label: "Playlist (M3U)", address: m3u }],
    },
  ];
}
