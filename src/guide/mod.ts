/** The guide: timelines told as XMLTV, checked before and after it is written; and the logos that go with it. */
export { type XmltvDocument, type XmltvForm } from "./documents.ts";
export { type GuideSources } from "./draft.ts";
export { type FactSources } from "./entry_facts.ts";
export { type GuideChannel, type GuideSpan, type LineupEntry } from "./facts.ts";
export {
  type EarlyWarning,
  earlyWarning,
  failureRatioOf,
  type GuideCensus,
  type Lookups,
  metadataDrift,
} from "./early_warning.ts";
export {
  type Finding,
  type Findings,
  FINDINGS_MAX,
  type GuideRule,
  XMLTVValidationError,
} from "./findings.ts";
export {
  type GuideOptions,
  type GuideParts,
  GuidePublisher,
  type ProofState,
  type PublishedGuide,
  type RefreshOutcome,
  type VerifiedBy,
} from "./guide.ts";
export { guideFile } from "./guide_file.ts";
export { makeGuideId } from "./guide_id.ts";
export { type GuideShelf } from "./kept_guide.ts";
export { initialsOf, LOGO_HEIGHT, LOGO_WIDTH, makeLogo } from "./logo.ts";
export { Logos } from "./logos.ts";
export { MetadataWatch, type MetadataWatchOptions, type MetadataWatchParts } from "./metadata_watch.ts";
export { type Stage } from "./pipeline.ts";
export { GUIDE_SENTENCES, type GuideSentence } from "./properties.ts";
export { type Repair, type RepairKind, Repairs } from "./repairs.ts";
export { validateGuide } from "./validate.ts";
