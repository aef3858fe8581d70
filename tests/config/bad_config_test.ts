import type { ConfigSource } from "../../src/config/mod.ts";
import { refuses } from "./refusals.ts";

const CHANNEL = "name: A, schedule: {kind: loop, collection: {show: B}}";
const SECTIONS =
  "one of include, server, database, ffmpeg, streaming, stream_throttler, ready_cache, session_manager, hls, hdhomerun, " +
  "channels, collections, fillers, schedules, profiles, scheduling, guide, libraries, metadata, health, restart, failover, security, metrics";
const FOLDER = "the absolute path of a media folder; not /, nor a folder of the system";
const MIRROR =
  "the absolute path of a folder, or an http or https URL without user, password, query and fragment";
const TOKEN = "8 to 128 letters, digits, _ and -, or ${VARIABLE}, or null";

/** Files that must be refused, each with the complete message. */
const BAD_FILES: Readonly<Record<string, string>> = {
  "server:\n  port: eighty":
    'config.yaml:2:9 server.port: found "eighty", expected a whole number from 1 to 65535',
  "server:\n  port: 0": "config.yaml:2:9 server.port: found 0, expected a whole number from 1 to 65535",
  "server:\n  port: 65536":
    "config.yaml:2:9 server.port: found 65536, expected a whole number from 1 to 65535",
  "server:\n  port: 80.5": "config.yaml:2:9 server.port: found 80.5, expected a whole number from 1 to 65535",
  'server:\n  port: "8411"':
    'config.yaml:2:9 server.port: found "8411", expected a whole number from 1 to 65535',
  "server:\n  port: null":
    "config.yaml:2:9 server.port: found nothing, expected a whole number from 1 to 65535",
  "server:\n  prot: 80":
    'config.yaml:2:3 server.prot: found an unknown key, expected one of host, port, public_url, trusted_proxies, log_level; did you mean "port"?',
  "server:\n  host: tv.example.org":
    'config.yaml:2:9 server.host: found "tv.example.org", expected an address of this machine such as 0.0.0.0, :: or localhost',
  "server:\n  host: 256.1.1.1":
    'config.yaml:2:9 server.host: found "256.1.1.1", expected an address of this machine such as 0.0.0.0, :: or localhost',
  "server:\n  public_url: ftp://tv":
    'config.yaml:2:15 server.public_url: found "ftp://tv", expected a URL such as http://tv.example.org:8411 without a path, or null',
  "server:\n  public_url: http://tv/guide":
    'config.yaml:2:15 server.public_url: found "http://tv/guide", expected a URL such as http://tv.example.org:8411 without a path, or null',
  "server:\n  public_url: http://user:pw@tv":
    'config.yaml:2:15 server.public_url: found "http://…@tv", expected a URL such as http://tv.example.org:8411 without a path, or null',
  "server:\n  trusted_proxies: 10.0.0.1":
    'config.yaml:2:20 server.trusted_proxies: found "10.0.0.1", expected a list of addresses',
  "server:\n  trusted_proxies: [10.0.0.1, lan]":
    'config.yaml:2:31 server.trusted_proxies[1]: found "lan", expected an address or a block of addresses such as 10.0.0.0/8',
  "server:\n  trusted_proxies: [10.0.0.0/33]":
    'config.yaml:2:21 server.trusted_proxies[0]: found "10.0.0.0/33", expected an address or a block of addresses such as 10.0.0.0/8',
  "server:\n  log_level: loud":
    'config.yaml:2:14 server.log_level: found "loud", expected debug, info, warn or error',
  "server: 8411":
    "config.yaml:1:9 server: found 8411, expected a map with host, port, public_url, trusted_proxies, log_level",
  "server: [8411]":
    "config.yaml:1:9 server: found a list, expected a map with host, port, public_url, trusted_proxies, log_level",
  "sever:\n  port: 80":
    `config.yaml:1:1 sever: found an unknown key, expected ${SECTIONS}; did you mean "server"?`,
  "wibble: 1": `config.yaml:1:1 wibble: found an unknown key, expected ${SECTIONS}`,
  "Server: {}": `config.yaml:1:1 Server: found an unknown key, expected ${SECTIONS}; did you mean "server"?`,
  "database: {path: exstreamtv.db}":
    'config.yaml:1:18 database.path: found "exstreamtv.db", expected a file in a folder of its own, such as data/exstreamtv.db',
  "database: {path: /exstreamtv.db}":
    'config.yaml:1:18 database.path: found "/exstreamtv.db", expected a file in a folder of its own, such as data/exstreamtv.db',
  "database: {path: ../tv.db}":
    'config.yaml:1:18 database.path: found "../tv.db", expected a file in a folder of its own, such as data/exstreamtv.db',
  "database: {path: /etc/tv.db}":
    'config.yaml:1:18 database.path: found "/etc/tv.db", expected a file in a folder of its own, such as data/exstreamtv.db',
  "database: {path: data/}":
    'config.yaml:1:18 database.path: found "data/", expected a file in a folder of its own, such as data/exstreamtv.db',
  "database: {backup: {keep: 0}}":
    "config.yaml:1:27 database.backup.keep: found 0, expected a whole number from 1 to 365",
  "database: {backup: {interval_hours: -1}}":
    "config.yaml:1:37 database.backup.interval_hours: found -1, expected a whole number from 0 to 8760",
  "database: {backup: daily}":
    'config.yaml:1:20 database.backup: found "daily", expected a map with interval_hours, keep',
  "ffmpeg: {path: bin/ffmpeg}":
    'config.yaml:1:16 ffmpeg.path: found "bin/ffmpeg", expected a program\'s name or absolute path',
  "ffmpeg: {ffprobe_path: 7}":
    "config.yaml:1:24 ffmpeg.ffprobe_path: found 7, expected a program's name or absolute path",
  "ffmpeg: {max_processes: many}":
    'config.yaml:1:25 ffmpeg.max_processes: found "many", expected auto or a whole number from 1 to 1000',
  "ffmpeg: {max_processes: 0}":
    "config.yaml:1:25 ffmpeg.max_processes: found 0, expected auto or a whole number from 1 to 1000",
  "ffmpeg: {memory_guard: 85}":
    "config.yaml:1:24 ffmpeg.memory_guard: found 85, expected a number from 0.1 to 1",
  "ffmpeg: {spawns_per_second: .inf}":
    "config.yaml:1:29 ffmpeg.spawns_per_second: found Infinity, expected a whole number from 1 to 100",
  "ffmpeg: {hardware: cuda}":
    'config.yaml:1:20 ffmpeg.hardware: found "cuda", expected auto, none, nvenc, qsv, vaapi, videotoolbox or v4l2m2m',
  "ffmpeg: {hwaccel: vaapi}":
    "config.yaml:1:10 ffmpeg.hwaccel: found an unknown key, expected one of path, ffprobe_path, hardware, max_processes, spawns_per_second, long_run_hours, memory_guard, fd_guard_reserve, warm_ahead_ms",
  "streaming: {linger_s: 9}":
    "config.yaml:1:23 streaming.linger_s: found 9, expected a whole number from 10 to 3600",
  "streaming: {lifecycle: on-demand}":
    'config.yaml:1:24 streaming.lifecycle: found "on-demand", expected continuous or on_demand',
  "streaming: {read_ahead_ms: 10s}":
    'config.yaml:1:28 streaming.read_ahead_ms: found "10s", expected a whole number from 1000 to 60000',
  "streaming: {linger: 15}":
    'config.yaml:1:13 streaming.linger: found an unknown key, expected one of lifecycle, read_ahead_ms, gop_ring_ms, viewer_queue_ms, cache_budget_mb, linger_s, stall_s; did you mean "linger_s"?',
  "stream_throttler: {mode: fast}":
    'config.yaml:1:26 stream_throttler.mode: found "fast", expected realtime, burst, adaptive or disabled',
  "session_manager: {max_sessions: 5}":
    'config.yaml:1:19 session_manager.max_sessions: found an unknown key, expected one of max_sessions_per_channel, idle_timeout_s, cleanup_interval_s; did you mean "max_sessions_per_channel"?',
  "session_manager: {idle_timeout_s: 29}":
    "config.yaml:1:35 session_manager.idle_timeout_s: found 29, expected a whole number from 30 to 86400",
  "hls: {window: 5}": "config.yaml:1:15 hls.window: found 5, expected a whole number from 6 to 60",
  "hls: {segment_s: 4.5}": "config.yaml:1:18 hls.segment_s: found 4.5, expected a whole number from 1 to 10",
  "hdhomerun: {enabled: yes}": 'config.yaml:1:22 hdhomerun.enabled: found "yes", expected true or false',
  "hdhomerun: {tuner_count: 33}":
    "config.yaml:1:26 hdhomerun.tuner_count: found 33, expected a whole number from 1 to 32",
  'hdhomerun: {friendly_name: ""}':
    'config.yaml:1:28 hdhomerun.friendly_name: found "", expected text of 1 to 64 printable characters',
  'hdhomerun: {friendly_name: "a\\nb"}':
    'config.yaml:1:28 hdhomerun.friendly_name: found "a\\nb", expected text of 1 to 64 printable characters',
  "hdhomerun: {extra_ports: [80, 8411]}":
    "config.yaml:1:31 hdhomerun.extra_ports[1]: found 8411, expected a port that is not listened on already",
  "hdhomerun: {extra_ports: [80, 80]}":
    "config.yaml:1:31 hdhomerun.extra_ports[1]: found 80, expected a port that is not listened on already",
  "hdhomerun: {extra_ports: [0]}":
    "config.yaml:1:27 hdhomerun.extra_ports[0]: found 0, expected a whole number from 1 to 65535",
  "server: {port: 80}\nhdhomerun: {extra_ports: [80]}":
    "config.yaml:2:27 hdhomerun.extra_ports[0]: found 80, expected a port that is not listened on already",
  "channels: {number: 5}": "config.yaml:1:11 channels: found a map, expected a list of channels",
  "channels: [5]":
    "config.yaml:1:12 channels[0]: found 5, expected a map with number, name, id, group, enabled, lifecycle, profile, schedule, fillers, timezone, inputs, guide",
  "channels:\n  - number: five\n    name: A\n    schedule: {kind: loop, collection: {show: B}}":
    'config.yaml:2:13 channels[0].number: found "five", expected a channel number such as 5 or 7.1',
  [`channels: [{number: 12345, ${CHANNEL}}]`]:
    'config.yaml:1:21 channels[0].number: found "12345", expected a channel number such as 5 or 7.1',
  [`channels: [{number: 7., ${CHANNEL}}]`]:
    'config.yaml:1:21 channels[0].number: found "7.", expected a channel number such as 5 or 7.1',
  [`channels: [{number: 1e1, ${CHANNEL}}]`]:
    'config.yaml:1:21 channels[0].number: found "1e1", expected a channel number such as 5 or 7.1',
  [`channels: [{${CHANNEL}}]`]:
    "config.yaml:1:12 channels[0].number: found nothing, expected a channel number such as 5 or 7.1",
  "channels:\n  - number: 5":
    "config.yaml:2:5 channels[0].name: found nothing, expected text of 1 to 80 printable characters\nconfig.yaml:2:5 channels[0].schedule: found nothing, expected a map with kind, or a key of schedules",
  [`channels: [{number: 5, ${CHANNEL}}, {number: 05, ${CHANNEL}}]`]:
    'config.yaml:1:90 channels[1].number: found "05", expected a number no other channel has',
  [`channels: [{number: 7.1, ${CHANNEL}}, {number: 7.10, ${CHANNEL}}, {number: 7.1, ${CHANNEL}}]`]:
    'config.yaml:1:164 channels[2].number: found "7.1", expected a number no other channel has',
  [`channels: [{number: 5, id: a, ${CHANNEL}}, {number: 6, id: a, ${CHANNEL}}]`]:
    'config.yaml:1:104 channels[1].id: found "a", expected an id no other channel has',
  [`channels: [{number: 5, ${CHANNEL}}, {number: 6, id: "5", ${CHANNEL}}]`]:
    'config.yaml:1:97 channels[1].id: found "5", expected an id no other channel has',
  [`channels: [{number: 5, id: "a b", ${CHANNEL}}]`]:
    'config.yaml:1:28 channels[0].id: found "a b", expected 1 to 64 letters, digits, _ and -',
  [`channels: [{number: 5, profile: hd, ${CHANNEL}}]`]:
    'config.yaml:1:33 channels[0].profile: found "hd", expected the name of a profile: default',
  [`channels: [{number: 5, lifecycle: sometimes, ${CHANNEL}}]`]:
    'config.yaml:1:35 channels[0].lifecycle: found "sometimes", expected continuous or on_demand',
  [`channels: [{number: 5, nmae: A, ${CHANNEL}}]`]:
    'config.yaml:1:24 channels[0].nmae: found an unknown key, expected one of number, name, id, group, enabled, lifecycle, profile, schedule, fillers, timezone, inputs, guide; did you mean "name"?',
  ...mirrorsTo("backup/Shows", '"backup/Shows"'),
  ...mirrorsTo("/etc", '"/etc"'),
  ...mirrorsTo("7", '"7"'),
  ...mirrorsTo("ftp://nas/Shows", '"ftp://nas/Shows"'),
  ...mirrorsTo("https://jane:secret@nas/Shows", '"https://…@nas/Shows"'),
  ...mirrorsTo("https://@nas/Shows", '"https://…@nas/Shows"'),
  ...mirrorsTo("http://nas/Shows?token=secret", '"http://nas/Shows?…"'),
  ...mirrorsTo("http://nas/Shows?", '"http://nas/Shows?"'),
  ...mirrorsTo("http://nas/#secret", '"http://nas/#…"'),
  ...mirrorsTo("http://*.lan/Shows", '"http://*.lan/Shows"'),
  ...mirrorsTo("http://a b/Shows", '"http://a b/Shows"'),
  [`channels: [{number: 5, inputs: {mirrors: [{from: Shows, to: /b}]}, ${CHANNEL}}]`]:
    `config.yaml:1:50 channels[0].inputs.mirrors[0].from: found "Shows", expected ${FOLDER}`,
  [`channels: [{number: 5, inputs: {mirrors: [{from: /media}]}, ${CHANNEL}}]`]:
    `config.yaml:1:43 channels[0].inputs.mirrors[0].to: found nothing, expected ${MIRROR}`,
  [`channels: [{number: 5, inputs: {mirrors: {from: /media, to: /b}}, ${CHANNEL}}]`]:
    "config.yaml:1:42 channels[0].inputs.mirrors: found a map, expected a list of mirrors",
  [`channels: [{number: 5, inputs: {fallback: /media/Fillers}, ${CHANNEL}}]`]:
    'config.yaml:1:43 channels[0].inputs.fallback: found "/media/Fillers", expected a key of collections, which has none yet; or a map with folder, show, search, playlist, smart or any',
  [`channels: [{number: 5, inputs: {alternates: some}, ${CHANNEL}}]`]:
    'config.yaml:1:45 channels[0].inputs.alternates: found "some", expected true or false',
  [`channels: [{number: 5, inputs: {mirror: []}, ${CHANNEL}}]`]:
    'config.yaml:1:33 channels[0].inputs.mirror: found an unknown key, expected one of mirrors, fallback, alternates; did you mean "mirrors"?',
  "profiles: {HD: {width: 1920}}":
    'config.yaml:1:12 profiles.HD: found "HD", expected a profile name of 1 to 32 small letters, digits, _ and -',
  "profiles: {hd: {width: 1921}}":
    "config.yaml:1:24 profiles.hd.width: found 1921, expected an even number from 160 to 3840",
  "profiles: {hd: {fps: 31}}":
    "config.yaml:1:22 profiles.hd.fps: found 31, expected 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60",
  "profiles: {hd: {audio_language: english}}":
    'config.yaml:1:33 profiles.hd.audio_language: found "english", expected an ISO 639 code such as en or deu, a list of them, or null',
  "profiles: {hd: {audio_language: [eng, german]}}":
    'config.yaml:1:39 profiles.hd.audio_language[1]: found "german", expected an ISO 639 code such as en or deu, a list of them, or null',
  "profiles: {hd: {subtitles: forced}}":
    'config.yaml:1:28 profiles.hd.subtitles: found "forced", expected none, forced_only or always',
  "profiles: {hd: {deinterlace: true}}":
    "config.yaml:1:30 profiles.hd.deinterlace: found true, expected auto or never",
  "profiles: {hd: {loudness_lufs: -70}}":
    "config.yaml:1:32 profiles.hd.loudness_lufs: found -70, expected a number from -40 to -10",
  "profiles: {hd: {watermark: {position: top}}}":
    "config.yaml:1:28 profiles.hd.watermark.image: found nothing, expected the absolute path of an image",
  "profiles: {hd: {watermark: {image: logo.png}}}":
    'config.yaml:1:36 profiles.hd.watermark.image: found "logo.png", expected the absolute path of an image',
  "profiles: {hd: {watermark: {image: /etc/shadow}}}":
    'config.yaml:1:36 profiles.hd.watermark.image: found "/etc/shadow", expected the absolute path of an image',
  "profiles: {hd: {watermark: {image: /m/a.png, position: middle}}}":
    'config.yaml:1:56 profiles.hd.watermark.position: found "middle", expected top_left, top, top_right, left, center, right, bottom_left, bottom or bottom_right',
  "profiles: {hd: {watermark: {image: /m/a.png, opacity: 0}}}":
    "config.yaml:1:55 profiles.hd.watermark.opacity: found 0, expected a number from 0.01 to 1",
  "profiles: {hd: {watermark: {image: /m/a.png, schedule: {show_s: 61, every_min: 1}}}}":
    "config.yaml:1:56 profiles.hd.watermark.schedule: found a map, expected show_s no longer than every_min",
  "profiles: {hd: {watermark: {image: /m/a.png, schedule: {show_s: 5}}}}":
    "config.yaml:1:56 profiles.hd.watermark.schedule.every_min: found nothing, expected a whole number from 1 to 1440",
  "profiles: {hd: {watermark: {image: /m/a.png, path: /m/a.png}}}":
    "config.yaml:1:46 profiles.hd.watermark.path: found an unknown key, expected one of image, position, margin_percent, width_percent, opacity, schedule",
  "profiles: {hd: {bitrate: 5000}}":
    "config.yaml:1:17 profiles.hd.bitrate: found an unknown key, expected one of width, height, fps, video_kbps, audio_kbps, audio_language, preset, deinterlace, loudness_lufs, subtitles, subtitle_language, watermark",
  "profiles: [hd]": "config.yaml:1:11 profiles: found a list, expected a map of profiles by name",
  "profiles: {hd: fast}":
    'config.yaml:1:16 profiles.hd: found "fast", expected a map with width, height, fps, video_kbps, audio_kbps, audio_language, preset, deinterlace, loudness_lufs, subtitles, subtitle_language, watermark',
  "scheduling: {days_ahead: 0}":
    "config.yaml:1:26 scheduling.days_ahead: found 0, expected a whole number from 1 to 30",
  "guide: {domain: TV.local}":
    'config.yaml:1:17 guide.domain: found "TV.local", expected a domain name in small letters such as exstreamtv.local',
  "libraries: {local: {paths: /media}}":
    'config.yaml:1:28 libraries.local.paths: found "/media", expected a list of folders',
  "libraries: {local: {paths: [/]}}":
    `config.yaml:1:29 libraries.local.paths[0]: found "/", expected ${FOLDER}`,
  "libraries: {local: {paths: [/etc/../etc]}}":
    `config.yaml:1:29 libraries.local.paths[0]: found "/etc/../etc", expected ${FOLDER}`,
  "libraries: {local: {paths: [media/Shows]}}":
    `config.yaml:1:29 libraries.local.paths[0]: found "media/Shows", expected ${FOLDER}`,
  "libraries: {local: {paths: [/proc/1]}}":
    `config.yaml:1:29 libraries.local.paths[0]: found "/proc/1", expected ${FOLDER}`,
  "database: {path: /srv/tv/tv.db}\nlibraries: {local: {paths: [/srv/tv]}}":
    'config.yaml:2:29 libraries.local.paths[0]: found "/srv/tv", expected a folder apart from the data folder /srv/tv',
  "database: {path: /srv/tv/tv.db}\nlibraries: {local: {paths: [/srv/tv/demo]}}":
    'config.yaml:2:29 libraries.local.paths[0]: found "/srv/tv/demo", expected a folder apart from the data folder /srv/tv',
  "database: {path: /srv/tv/tv.db}\nlibraries: {local: {paths: [/media, /srv]}}":
    'config.yaml:2:37 libraries.local.paths[1]: found "/srv", expected a folder apart from the data folder /srv/tv',
  "libraries: {plex: []}": "config.yaml:1:13 libraries.plex: found an unknown key, expected one of local",
  "health: {stall_timeout_s: soon}":
    'config.yaml:1:27 health.stall_timeout_s: found "soon", expected a whole number from 5 to 300',
  "health: {interval_s: 4}":
    "config.yaml:1:22 health.interval_s: found 4, expected a whole number from 5 to 600",
  "health: {unhealthy_s: 29}":
    "config.yaml:1:23 health.unhealthy_s: found 29, expected a whole number from 30 to 3600",
  "health: {auto_restart: 1}": "config.yaml:1:24 health.auto_restart: found 1, expected true or false",
  "health: {stall_timeout_s: 301}":
    "config.yaml:1:27 health.stall_timeout_s: found 301, expected a whole number from 5 to 300",
  "health: {crash_loop: {threshold: 1}}":
    "config.yaml:1:34 health.crash_loop.threshold: found 1, expected a whole number from 2 to 50",
  "health: {crash_loop: {window_s: 3601, cooldown_s: 9}}":
    "config.yaml:1:33 health.crash_loop.window_s: found 3601, expected a whole number from 10 to 3600\nconfig.yaml:1:51 health.crash_loop.cooldown_s: found 9, expected a whole number from 10 to 3600",
  "health: {crash_loop: 5}":
    "config.yaml:1:22 health.crash_loop: found 5, expected a map with threshold, window_s, cooldown_s",
  "health: {intervall_s: 30}":
    'config.yaml:1:10 health.intervall_s: found an unknown key, expected one of interval_s, unhealthy_s, auto_restart, stall_timeout_s, crash_loop; did you mean "interval_s"?',
  "restart: {max_per_minute: 11}":
    "config.yaml:1:27 restart.max_per_minute: found 11, expected a whole number from 1 to 10",
  "restart: {max_per_minute: 0}":
    "config.yaml:1:27 restart.max_per_minute: found 0, expected a whole number from 1 to 10",
  "restart: {cooldown_s: 29}":
    "config.yaml:1:23 restart.cooldown_s: found 29, expected a whole number from 30 to 3600",
  "restart: {breaker: {failures: 1}}":
    "config.yaml:1:31 restart.breaker.failures: found 1, expected a whole number from 2 to 50",
  "restart: {breaker: {window_s: 9}}":
    "config.yaml:1:31 restart.breaker.window_s: found 9, expected a whole number from 10 to 3600",
  "restart: {breaker: {open_s: 119}}":
    "config.yaml:1:29 restart.breaker.open_s: found 119, expected a whole number from 120 to 3600",
  "restart: {per_minute: 5}":
    "config.yaml:1:11 restart.per_minute: found an unknown key, expected one of max_per_minute, cooldown_s, breaker",
  "failover: {packet_timeout_s: 1}":
    "config.yaml:1:30 failover.packet_timeout_s: found 1, expected a whole number from 2 to 300",
  "failover: {probe_s: 0, failback_s: 0}":
    "config.yaml:1:21 failover.probe_s: found 0, expected a whole number from 1 to 120\nconfig.yaml:1:36 failover.failback_s: found 0, expected a whole number from 1 to 3600",
  "security: {admin_token: hunter2}":
    `config.yaml:1:25 security.admin_token: found a secret of 7 characters, expected ${TOKEN}`,
  "security: {admin_token: 1234567}":
    `config.yaml:1:25 security.admin_token: found a secret of 7 characters, expected ${TOKEN}`,
  'security: {stream_token: "${TOKEN}"}':
    'config.yaml:1:26 security.stream_token: found "${TOKEN}", expected the environment variable TOKEN to be set',
  "security: {read_only_lan: maybe}":
    'config.yaml:1:27 security.read_only_lan: found "maybe", expected true or false',
  "metrics: off": 'config.yaml:1:10 metrics: found "off", expected a map with enabled',
  "- server": "config.yaml:1:1: found a list, expected a map of sections",
  "hello": "config.yaml:1:1: found a single value, expected a map of sections",
  "server: {port: 80":
    "config.yaml:1:18: found broken YAML (Flow map in block collection must be sufficiently indented and end with a }), expected well-formed YAML",
  "server:\n\tport: 80":
    "config.yaml:2:1: found broken YAML (Tabs are not allowed as indentation), expected well-formed YAML",
  "server:\n  port: 80\n  port: 81\n  port: 82":
    'config.yaml:3:3: found the key "port" twice, expected each key once\nconfig.yaml:4:3: found the key "port" twice, expected each key once',
  "server: {}\nserver: {}": 'config.yaml:2:1: found the key "server" twice, expected each key once',
  "a: 1\n---\nb: 2": "config.yaml:2:1: found a second document, expected one document",
  "server: *nothing":
    "config.yaml:1:1: found YAML that cannot be read (Unresolved alias (the anchor must be set before the alias): nothing), expected well-formed YAML",
  "server: !new {}": "config.yaml:1:9: found broken YAML (Unresolved tag: !new), expected well-formed YAML",
  "server: &a [*a]":
    "config.yaml:1:12 server: found a list, expected a map with host, port, public_url, trusted_proxies, log_level",
  "x: &a [1,1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]":
    "config.yaml:1:1: found YAML that cannot be read (Excessive alias count indicates a resource exhaustion attack), expected well-formed YAML",
  'security: {admin_token: "hunter2" hunter3}':
    "config.yaml:1:35: found broken YAML (Unexpected scalar at node end), expected well-formed YAML",
  "server: {port: eighty, prot: 1}\nhls: {window: x}":
    'config.yaml:1:16 server.port: found "eighty", expected a whole number from 1 to 65535\nconfig.yaml:1:24 server.prot: found an unknown key, expected one of host, port, public_url, trusted_proxies, log_level; did you mean "port"?\nconfig.yaml:2:15 hls.window: found "x", expected a whole number from 6 to 60',
  "\ufeffserver: {port: x}":
    'config.yaml:1:16 server.port: found "x", expected a whole number from 1 to 65535',
  "constructor: 1": `config.yaml:1:1 constructor: found an unknown key, expected ${SECTIONS}`,
  "__proto__: {a: 1}": `config.yaml:1:1 __proto__: found an unknown key, expected ${SECTIONS}`,
  "1: x": `config.yaml:1:1 1: found an unknown key, expected ${SECTIONS}`,
  "? [a]\n: 1": `config.yaml:1:1 [ a ]: found an unknown key, expected ${SECTIONS}`,
  "<<: {server: {}}": `config.yaml:1:1 <<: found an unknown key, expected ${SECTIONS}`,
};

/** What the environment or the encoding makes wrong. */
const BAD_SOURCES: readonly (Omit<ConfigSource, "name"> & { readonly message: string })[] = [
  {
    text: 'security: {stream_token: "${TOKEN}"}',
    environment: { "TOKEN": "a b c d e f" },
    message: `config.yaml:1:26 security.stream_token: found a secret of 11 characters, expected ${TOKEN}`,
  },
  {
    text: "",
    environment: { "EXSTREAMTV_SERVER_PORT": "eighty" },
    message: 'EXSTREAMTV_SERVER_PORT server.port: found "eighty", expected a whole number from 1 to 65535',
  },
  {
    text: "",
    environment: { "EXSTREAMTV_SECURITY_ADMIN_TOKEN": "short" },
    message:
      `EXSTREAMTV_SECURITY_ADMIN_TOKEN security.admin_token: found a secret of 5 characters, expected ${TOKEN}`,
  },
  {
    text: "",
    environment: { "EXSTREAMTV_LIBRARIES_LOCAL_PATHS": "[/media, /]" },
    message: `EXSTREAMTV_LIBRARIES_LOCAL_PATHS libraries.local.paths[1]: found "/", expected ${FOLDER}`,
  },
  {
    text: "server: 5",
    environment: { "EXSTREAMTV_SERVER_PORT": "80" },
    message:
      "config.yaml:1:9 server: found 5, expected a map with host, port, public_url, trusted_proxies, log_level",
  },
  {
    text: "server: {port: x}",
    environment: { "EXSTREAMTV_HLS_WINDOW": "5" },
    message:
      'config.yaml:1:16 server.port: found "x", expected a whole number from 1 to 65535\nEXSTREAMTV_HLS_WINDOW hls.window: found 5, expected a whole number from 6 to 60',
  },
  {
    text: "",
    environment: { "EXSTREAMTV_HDHOMERUN_ENABLED": "yes" },
    message: 'EXSTREAMTV_HDHOMERUN_ENABLED hdhomerun.enabled: found "yes", expected true or false',
  },
  {
    text: "",
    environment: { "EXSTREAMTV_HLS_WINDOW": "{" },
    message: 'EXSTREAMTV_HLS_WINDOW hls.window: found "{", expected a whole number from 6 to 60',
  },
  {
    text: new Uint8Array([0x61, 0xff]),
    environment: {},
    message: "config.yaml:1:1: found bytes that are not UTF-8, expected text in UTF-8",
  },
  {
    text: "#".repeat(1_000_001),
    environment: {},
    message: "config.yaml:1:1: found 1000001 bytes, expected at most 1000000 bytes",
  },
];

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

Deno.test("parseConfig() refuses a bad file with every fault", { permissions }, async (t) => {
  for (const [text, message] of Object.entries(BAD_FILES)) {
    await t.step(JSON.stringify(text.slice(0, 100)), () => refuses({ text, environment: {} }, message));
  }
});

Deno.test("parseConfig() refuses bad overrides, secrets and bytes", { permissions }, async (t) => {
  for (const { message, ...source } of BAD_SOURCES) {
    await t.step(message.slice(0, 100), () => refuses(source, message));
  }
});

/** A file with a mirror that lies at a wrong place, and its message. */
function mirrorsTo(to: string, quoted: string): Readonly<Record<string, string>> {
  const text = `channels: [{number: 5, inputs: {mirrors: [{from: /media, to: "${to}"}]}, ${CHANNEL}}]`;
  return { [text]: `config.yaml:1:62 channels[0].inputs.mirrors[0].to: found ${quoted}, expected ${MIRROR}` };
}
