/** Every bound of the program that is not configuration. A thing without a bound is a defect. */
export const LIMITS = {
  /** Bytes of one line of a child's stderr that are kept. */
  stderrLineBytesMax: 2_000,
  /** Lines of a child's stderr that are kept, newest last. */
  stderrLinesMax: 50,
  /** ffprobe gives up on a file after this time. */
  probeTimeoutMs: 20_000,
  /** Output of one ffprobe that is read at most. */
  probeOutputBytesMax: 4_000_000,
  /** Files probed at the same time. */
  probesAtOnce: 2,
  /** Files one library may hold. */
  libraryItemsMax: 500_000,
  /** Depth of folders below a library's root. */
  folderDepthMax: 32,
  /** Programmes one channel's timeline may hold. */
  timelineProgrammesMax: 200_000,
  /** Programmes of one channel in the guide; a channel of very short clips is told less far ahead. */
  guideProgrammesPerChannelMax: 2_500,
  /** Programmes of one channel that are read for the guide, filler included. */
  guideProgrammesReadMax: 10_000,
  /** Programmes of one channel before the guide's window that are remembered as aired. */
  guideProgrammesRememberedMax: 10_000,
  /** Pieces of guides that are remembered as proved; a guide of 2,000 channels has 60,000. */
  provedSpansMax: 500_000,
  /** Between asking ffmpeg to end (SIGTERM) and ending it (SIGKILL). */
  killAfterMs: 1_500,
  /** A channel waits no longer than this for the end of its inputs. */
  inputCloseMs: 3_000,
  /** An ffmpeg that shows no key frame by then has failed. */
  openTimeoutMs: 10_000,
  /** One try of a hardware encoder takes no longer than this. */
  hardwareTrialMs: 5_000,
  /** All of them together; less than an input that waits for the answer may take to open. */
  hardwareSearchMs: 8_000,
  /** A hardware encoder that shows no key frame so long after its start has failed; software still has time. */
  hardwareOpenMs: 4_000,
  /** Failures in a row, with nothing else running on it, after which an encoder is given up. */
  hardwareFailuresMax: 3,
  /** Rendering one card takes no longer than this, or it has failed. */
  slateTimeoutMs: 30_000,
  /** Bytes of one rendered card; one that is larger has failed. */
  slateBytesMax: 32_000_000,
  /** Cards of moments kept for one profile. */
  slatesMax: 16,
  /** Bytes of them that are kept, the newest card aside. */
  slatesBytesMax: 8_000_000,
  /** Words of subtitles that are not taken out by then are not shown: a film on a slow disk is read to its end. */
  subtitleTimeoutMs: 15 * 60_000,
  /** Bytes of subtitles, as a file beside an item and as words taken out. */
  subtitleBytesMax: 10_000_000,
  /** Files of words that are kept. */
  subtitleFilesMax: 2_000,
  /** Making a watermark ready, or listing ffmpeg's filters, takes no longer than this. */
  watermarkTimeoutMs: 10_000,
  /** Bytes of a watermark made ready. */
  watermarkBytesMax: 40_000_000,
  /** Bytes of config.yaml that are read at most. */
  configBytesMax: 1_000_000,
  /** Bytes of one request's body below `/api`. */
  apiBodyBytesMax: 16_384,
  /** The same where channels and schedules are written, or a whole file of them. */
  documentBodyBytesMax: 1_000_000,
  /** Versions of one channel, collection, filler or schedule that are remembered. */
  documentVersionsMax: 50,
  /** Deleted ones that are remembered. */
  deletedDocumentsMax: 500,
  /** Channels and schedules that were saved are built anew before the answer, unless that takes longer. */
  rebuildWaitMs: 5_000,
  /** Clients that may listen to `/api/v1/events` at the same time. */
  eventStreamsMax: 50,
  /** Events that wait for one slow listener; more are lost to it. */
  eventsQueuedMax: 100,
  /** Between two signs of life on `/api/v1/events`; a listener that takes none of them is let go. */
  eventHeartbeatMs: 15_000,
  /** Longest span of a timeline one request may ask for. */
  timelineSpanMaxMs: 14 * 24 * 3_600_000,
  /** Stretches of what aired that are kept of one channel: some weeks of programmes without breaks. */
  airedPerChannelMax: 1_000,
  /** Items of the library one request may ask for. */
  mediaPageMax: 500,
  /** Faults of one kind that are looked into; a file with more has something more basic wrong. */
  configFaultsMax: 200,
  /** Sockets of stalled viewers, in all and of one address, above which no further stream is opened. */
  stalledSocketsMax: 64,
  /** The same for one address. */
  stalledSocketsPerAddressMax: 8,
  /** Programmes of one channel that work in idle time looks at. */
  agendaPerChannelMax: 2_000,
  /** Pieces of work in idle time that are remembered as failed. */
  failedWorkMax: 10_000,
  /** Measuring the loudness of one sound track takes no longer than this, or it has failed. */
  loudnessTimeoutMs: 30 * 60_000,
  /** Disk the ready-cache leaves free for everything else. */
  diskReserveBytes: 2_000_000_000,
  /** A ready-cache that could not hold this much stays off. */
  readyCacheBytesMin: 1_000_000_000,
  /** A server that sends nothing for this long, of a file that ffmpeg waits for, has failed. */
  httpSilenceMsMax: 15_000,
  /** A look whether a file is there, on a disk or elsewhere, takes no longer than this. */
  lightProbeTimeoutMs: 5_000,
  /** Such looks at local files at the same time. */
  statsAtOnce: 32,
  /** Mirrors one channel may have. */
  mirrorsMax: 16,
  /** Tearing a channel down and up again takes no longer than this, or it has failed. */
  restartTimeoutMs: 30_000,
  /** An attempt that a half-open breaker let through and that tells no outcome by then makes room for another. */
  breakerAttemptMs: 60_000,
  /** Failures of one channel that are counted within five minutes. */
  failuresCountedMax: 1_000,
  /** More failures of one channel within five minutes are worth a warning. */
  failures5mMax: 10,
  /** Figures of main's memory that are kept: the launcher's of the last ten minutes, and more. */
  leakReadingsMax: 1_000,
  /** Errors kept of one input of a channel, newest first. */
  inputErrorsMax: 5,
  /** Switches between inputs kept of one channel, newest first. */
  inputSwitchesMax: 20,
  /** Inputs of earlier programmes whose failures a channel remembers. */
  inputsRememberedMax: 64,
  /** Remote hosts whose failures a channel remembers. */
  inputHostsMax: 32,
  /** Items of a fallback that take turns; of a larger collection, those that come first. */
  fallbackItemsMax: 2_000,
  /** Copies of one item that may stand in for it. */
  alternatesMax: 4,
  /** Values one question to the store may hold; SQLite takes 32,766. */
  queryValuesMax: 10_000,
  /** Places at which one item may be interrupted. */
  breakPointsMax: 64,
  /** Bytes of an EDL file beside an item; a larger one is not read. */
  edlBytesMax: 1_000_000,
  /** Looking through one item for black and silence takes no longer than this, or it has failed. */
  breakDetectionTimeoutMs: 60 * 60_000,
  /** Stretches of black, and of silence, of one item that are noted. */
  detectedStretchesMax: 20_000,
  /** Answers of metadata databases that are kept: some ten for each show, three for each film. */
  metadataAnswersMax: 50_000,
  /** Files that config.yaml may include. */
  includedFilesMax: 500,
  /** Bytes of them together. */
  includedBytesMax: 8_000_000,
  /** Files of a folder that is looked through for those to include. */
  configFolderEntriesMax: 10_000,
  /** Collections, fillers and schedules that have names, of each kind. */
  ruleNamesMax: 2_000,
  /** Collections inside one another, and names that stand for names. */
  ruleDepthMax: 8,
  /** Collections one content or collection is made of. */
  collectionPartsMax: 200,
  /** Files of one playlist. */
  playlistFilesMax: 5_000,
  /** Slots, blocks, templates, entries of a calendar or contents of one schedule. */
  slotsMax: 500,
  /** Parts of one slot, block or break. */
  partsMax: 50,
  /** Steps of one sequence. */
  stepsMax: 500,
  /** The same with the steps of all sequences it plays. */
  stepsUnrolledMax: 20_000,
  /** Channels one installation may have. */
  channelsMax: 2_000,
  /** How long a viewer waits for a tuner: whoever changes channels asks before its hang-up has arrived. */
  tunerPatienceMs: 750,
  /** Before a port of the HDHomeRun or of SSDP that could not be had is tried again. */
  portRetryMs: 60_000,
  /** Answers to discovery and SSDP searches in one second, in all; their askers may be forged. */
  answersPerSecondMax: 200,
  /** The same to one sender. */
  answersPerSourcePerSecondMax: 20,
  /** Senders whose last second is remembered. */
  answeredSourcesMax: 1_000,
  /** SSDP searches that wait for their moment to be answered. */
  searchesWaitingMax: 100,
  /** Between two looks at which network interfaces there are. */
  interfacesLookMs: 15_000,
  /** How long a look at them is believed, while strangers ask. */
  interfacesKeptMs: 1_000,
  /** Connections one address may have to the HDHomeRun's control port, for each tuner there is. */
  controlConnectionsPerTuner: 2,
  /** And beside those. */
  controlConnectionsBeside: 8,
  /** Addresses that may have as many as they may; those of all are bounded by that. */
  controlAddressesFull: 4,
  /** A control connection that says nothing for so long is closed; clients open another without a word. */
  controlIdleMs: 120_000,
  /** A control connection whose client does not take its answer is closed. */
  controlWriteMs: 10_000,
  /** Characters of one value a control client may set. */
  controlValueCharactersMax: 256,
  /** A lock nobody used for so long, and that streams nowhere, is taken off. */
  tunerLockIdleMs: 15 * 60_000,
  /** Bytes one UDP target is sent in a second at most, so that a burst does not overrun the receiver. */
  targetBytesPerSecondMax: 8_000_000,
  /** A UDP target that no datagram could be sent to for so long is given up. */
  targetUnreachableMs: 5_000,
  /** A UDP target whose client sent signs of life, and then none for so long, is given up. */
  targetSilentMs: 10_000,
  /** One that never sent any is given up so long after the connection that set it was closed, or its client spoke. */
  targetUnattendedMs: 5 * 60_000,
} as const;
