/**
 * The texts of a bundle that people read: README.md, RESTORE.md and LEAVING.md (GitHub's Markdown), Makefile (GNU make
 * 3.81 and later), and verify.sh (POSIX sh).
 */
export { renderMakefile } from './makefile.ts'
export { renderBundleReadme } from './bundle.ts'
export { joinFleetDocs, renderFleetReadme } from './fleet.ts'
export { renderLeaving } from './leaving/index.ts'
export { renderRestore } from './restore.ts'
export { renderVerify } from './verify.ts'
export type { BundleDocs, EventDocs, HubDocs, RestoreDocs, StateDocs } from './types.ts'
export { CONTROL_PLANE, monthly } from './costs.ts'
