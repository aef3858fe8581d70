/**
 * The schema as numbered steps: the first entry leads from an empty file to schema 1, the next to schema 2, and so on.
 *
 * A step that was ever released is never changed; a mistake is mended by the next one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE identity (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE channel (
    id TEXT PRIMARY KEY,
    guide_id TEXT NOT NULL UNIQUE
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    locator TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('playable', 'broken', 'missing')),
    fault TEXT CHECK ((fault IS NULL) = (state = 'playable')),
    kind TEXT NOT NULL CHECK (kind IN ('episode', 'movie', 'other')),
    title TEXT NOT NULL CHECK (title <> ''),
    show TEXT,
    season INTEGER,
    episode INTEGER,
    year INTEGER,
    info TEXT CHECK (info IS NOT NULL OR state <> 'playable'),
    duration_ms INTEGER CHECK ((duration_ms IS NULL) = (info IS NULL)),
    show_folded TEXT,
    search_folded TEXT NOT NULL
  ) STRICT;
  CREATE INDEX media_by_folder ON media (folder, state);
  CREATE INDEX media_by_show ON media (show_folded) WHERE show_folded IS NOT NULL;

  CREATE TABLE library_folder (
    path TEXT PRIMARY KEY,
    scanned_ms INTEGER NOT NULL,
    completed_ms INTEGER,
    fault TEXT,
    problems TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE timeline (
    channel_id TEXT PRIMARY KEY,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE programme (
    channel_id TEXT NOT NULL REFERENCES timeline (channel_id) ON DELETE CASCADE,
    start_ms INTEGER NOT NULL,
    stop_ms INTEGER NOT NULL CHECK (stop_ms > start_ms),
    kind TEXT NOT NULL CHECK (kind IN ('item', 'off_air', 'getting_ready')),
    item_id INTEGER CHECK ((item_id IS NOT NULL) = (kind = 'item')),
    item_offset_ms INTEGER NOT NULL CHECK (item_offset_ms >= 0),
    category TEXT NOT NULL CHECK (category IN ('episode', 'movie', 'other')),
    title TEXT NOT NULL CHECK (title <> ''),
    show TEXT,
    season INTEGER,
    episode INTEGER,
    year INTEGER,
    PRIMARY KEY (channel_id, start_ms)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE timeline_version (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
  ) STRICT;
  INSERT INTO timeline_version VALUES (1, 0);
  `,
  `
  CREATE TABLE loudness (
    item_id INTEGER NOT NULL,
    audio_index INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ms INTEGER NOT NULL,
    integrated_lufs REAL,
    true_peak_dbtp REAL CHECK ((true_peak_dbtp IS NULL) = (integrated_lufs IS NULL)),
    range_lu REAL CHECK ((range_lu IS NULL) = (integrated_lufs IS NULL)),
    threshold_lufs REAL CHECK ((threshold_lufs IS NULL) = (integrated_lufs IS NULL)),
    PRIMARY KEY (item_id, audio_index)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE ready_file (
    key TEXT PRIMARY KEY,
    item_id INTEGER NOT NULL,
    profile TEXT NOT NULL,
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    used_ms INTEGER NOT NULL,
    index_json TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The colour matrix of pictures is known from here on. The scan probes files anew whose time is not what it was;
  -- until then they air as they did.
  UPDATE media SET modified_ms = -1 WHERE state = 'playable';
  UPDATE media SET info = json_set(info, '$.video.colorMatrix', NULL) WHERE json_extract(info, '$.video') IS NOT NULL;
  `,
  `
  -- Other copies of an episode or a film are looked for while a channel airs.
  CREATE INDEX media_by_episode ON media (show_folded, season, episode) WHERE show_folded IS NOT NULL;
  DROP INDEX media_by_show;
  CREATE INDEX media_by_year ON media (year, duration_ms) WHERE kind = 'movie';
  `,
  `
  -- Programmes that fill, parts of one entry of the guide, and states to build a timeline anew from.
  CREATE TABLE programme_new (
    channel_id TEXT NOT NULL REFERENCES timeline (channel_id) ON DELETE CASCADE,
    start_ms INTEGER NOT NULL,
    stop_ms INTEGER NOT NULL CHECK (stop_ms > start_ms),
    kind TEXT NOT NULL CHECK (kind IN ('item', 'off_air', 'getting_ready', 'up_next', 'paused')),
    item_id INTEGER CHECK ((item_id IS NOT NULL) = (kind = 'item')),
    item_offset_ms INTEGER NOT NULL CHECK (item_offset_ms >= 0),
    item_duration_ms INTEGER CHECK ((item_duration_ms IS NOT NULL) = (kind = 'item')),
    filler TEXT CHECK (filler IN ('pre_roll', 'mid_roll', 'post_roll', 'tail', 'fallback')),
    guide_title TEXT CHECK (guide_title <> ''),
    guide_group INTEGER,
    category TEXT NOT NULL CHECK (category IN ('episode', 'movie', 'other')),
    title TEXT NOT NULL CHECK (title <> ''),
    show TEXT,
    season INTEGER,
    episode INTEGER,
    year INTEGER,
    PRIMARY KEY (channel_id, start_ms)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO programme_new SELECT channel_id, start_ms, stop_ms, kind, item_id, item_offset_ms,
    iif(kind = 'item', stop_ms - start_ms, NULL), NULL, NULL, NULL, category, title, show, season, episode, year
    FROM programme;
  DROP TABLE programme;
  ALTER TABLE programme_new RENAME TO programme;

  CREATE TABLE checkpoint (
    channel_id TEXT NOT NULL REFERENCES timeline (channel_id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (channel_id, at_ms)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where items may be interrupted. No origin: EDL file and chapters say nothing, black and silence are to be looked
  -- for. The EDL file is the one that was read, so that the next scan knows whether it changed.
  CREATE TABLE break_point (
    item_id INTEGER PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    modified_ms INTEGER NOT NULL,
    origin TEXT CHECK (origin IN ('edl', 'chapters', 'detected', 'none')),
    points TEXT NOT NULL CHECK (points = '[]' OR origin <> 'none'),
    edl TEXT
  ) STRICT;
  `,
  `
  -- What the file's name says stays known beside what databases call the item.
  ALTER TABLE media ADD COLUMN named TEXT NOT NULL DEFAULT '';
  ALTER TABLE media ADD COLUMN named_show_folded TEXT;
  UPDATE media SET named_show_folded = show_folded, named = json_object('kind', kind, 'title', title, 'show', show,
    'season', season, 'episode', episode, 'year', year);
  CREATE INDEX media_by_named_show ON media (named_show_folded) WHERE named_show_folded IS NOT NULL;
  -- When it is to be looked up, again or for the first time.
  ALTER TABLE media ADD COLUMN lookup_due_ms INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX media_by_lookup ON media (lookup_due_ms) WHERE state = 'playable';

  -- Each fact with its source, and what they come to.
  CREATE TABLE media_details (
    item_id INTEGER PRIMARY KEY,
    facts TEXT NOT NULL,
    details TEXT NOT NULL
  ) STRICT;

  CREATE TABLE media_override (
    item_id INTEGER PRIMARY KEY,
    facts TEXT NOT NULL
  ) STRICT;

  -- Answers of databases; NULL for what they do not have.
  CREATE TABLE metadata_answer (
    question TEXT PRIMARY KEY,
    answer TEXT,
    expires_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX metadata_answer_by_expiry ON metadata_answer (expires_ms);
  `,
  `
  -- Channels and what they are made of, as the API wrote them; the highest version is the present one. A document that
  -- is JSON's null was deleted.
  CREATE TABLE document (
    kind TEXT NOT NULL CHECK (kind IN ('channel', 'collection', 'filler', 'schedule')),
    name TEXT NOT NULL CHECK (name <> ''),
    version INTEGER NOT NULL CHECK (version > 0),
    at_ms INTEGER NOT NULL,
    document TEXT NOT NULL CHECK (json_valid(document)),
    note TEXT NOT NULL,
    PRIMARY KEY (kind, name, version)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What really aired, stretch by stretch: an input, or a card and why.
  CREATE TABLE aired (
    channel_id TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL CHECK (until_ms > from_ms),
    programme_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    item_id INTEGER,
    input TEXT,
    card TEXT CHECK ((card IS NULL) <> (input IS NULL)),
    late_ms INTEGER,
    PRIMARY KEY (channel_id, from_ms)
  ) STRICT, WITHOUT ROWID;
  `,
];
