/** Amounts as Kubernetes writes them. */

/** Thousandths of a core: `0.5`, `20m`. */
export const cpuText = (thousandths: number): string =>
  thousandths % 100 === 0 ? String(thousandths / 1000) : `${thousandths}m`

/** MiB: `512Mi`, `4Gi`. */
export const memoryText = (mib: number): string => (mib % 1024 === 0 ? `${mib / 1024}Gi` : `${mib}Mi`)
