/**
 * The texts of a bundle that people read. Formats: README.md (GitHub's Markdown) and Makefile (GNU make 3.81 and
 * later).
 */
export { renderMakefile } from './docs-makefile.ts'
export { renderBundleReadme } from './docs-readme.ts'
export { renderFleetReadme } from './docs-fleet.ts'
export type {
  AccessDocs,
  AddressDocs,
  BundleDocs,
  ClusterDocs,
  FleetDocs,
  HubDocs,
  PartDocs,
  PoolDocs,
  StateDocs,
} from './docs-types.ts'
