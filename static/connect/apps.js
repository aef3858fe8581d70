/**
 * What to do in each program, and which addresses to type there.
 *
 * @param {ReturnType<typeof import("./addresses.js").addressesFrom>} addresses
 * @param {{isTunerOn: boolean}} device Without the tuner, nothing that needs it is told.
 */
export function appsWith({ tuner, tunerUrl, m3u, xmltv }, { isTunerOn }) {
  const guide = { label: "Guide (XMLTV)", address: xmltv };
  const playlist = { label: "Playlist (M3U)", address: m3u };
  const tunerAt = (address) => ({ label: "Tuner address", address });
  const plex = {
    name: "Plex",
    steps: "Settings → Live TV & DVR → Set up Plex DVR. Enter the tuner’s network address by hand. " +
      "For the guide choose “Have an XMLTV guide on your server”.",
    fields: [tunerAt(tuner), guide],
  };
  const source = isTunerOn ? "HD Homerun" : "M3U Tuner";
  return [
    ...(isTunerOn ? [plex] : []),
    {
      name: "Jellyfin",
      steps: `Dashboard → Live TV → Tuner devices → + → ${source}. Then TV guide data providers → + → XMLTV.`,
      fields: [isTunerOn ? tunerAt(tunerUrl) : playlist, guide],
    },
    {
      name: "Emby",
      steps: `Settings → Live TV → Add TV source → ${source}. Then Add guide source → XmlTV.`,
      fields: [isTunerOn ? tunerAt(tunerUrl) : playlist, guide],
    },
    {
      name: "Kodi",
      steps: "Install “PVR IPTV Simple Client”. In its settings choose “Remote path” for both addresses.",
      fields: [playlist, guide],
    },
    {
      name: "VLC",
      steps: "Media → Open network stream. The playlist holds every channel and names the guide.",
      fields: [playlist],
    },
    {
      name: "Anything else",
      steps: isTunerOn
        ? "Programs that know the HDHomeRun take the tuner address. All others take the playlist."
        : "Programs that play IPTV take the playlist.",
      fields: [...(isTunerOn ? [tunerAt(tuner)] : []), playlist],
    },
  ];
}
