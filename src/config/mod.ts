/**
 * The configuration: from YAML text and environment to a {@link Config}, or every fault at once; and the permissions
 * that follow from it.
 *
 * @module
 */
export { type Arguments, HELP, readArguments } from "./arguments.ts";
export type {
  ChannelConfig,
  Config,
  DatabaseConfig,
  FailoverConfig,
  FfmpegConfig,
  GuideConfig,
  HdhomerunConfig,
  HealthConfig,
  HlsConfig,
  LibrariesConfig,
  MetadataConfig,
  MetricsConfig,
  ProfileConfig,
  ReadyCacheConfig,
  RestartConfig,
  SchedulingConfig,
  SecurityConfig,
  ServerConfig,
  SessionManagerConfig,
  StreamingConfig,
  StreamThrottlerConfig,
  WatermarkConfig,
} from "./config.ts";
export { type CheckedRules, checkRules } from "./check_rules.ts";
export { ConfigFault, type ConfigPlace, type ConfigProblem, renderProblem } from "./config_fault.ts";
export { DEFAULT_CONFIG } from "./defaults.ts";
export { type Environment, RUN_VARIABLE } from "./environment.ts";
export { addDocuments, deleteDocument, type DocumentPlace, setDocument } from "./edit_document.ts";
export { exportDocuments, importDocuments } from "./export.ts";
export { isInside } from "./forms.ts";
export { type ConfigFiles, gatherIncludes, type Includes, type IncludingFile } from "./include.ts";
export { configName, locateConfig } from "./locate.ts";
export { type ConfigSource, type IncludedFile, parseConfig, type ParsedConfig } from "./parse.ts";
export {
  computePermissions,
  dataFolder,
  type DenoPermissions,
  type MachineFacts,
  permissionFlags,
  permissionSet,
  proverSocket,
  refuseWritableConfig,
  visibleEnvironment,
  workerPermissions,
} from "./permissions.ts";
export type { RuleDocuments } from "./rule_documents.ts";
export { type TunerNetwork, tunerNetwork } from "./tuner_network.ts";
