import type { GpuRegions } from '../../plan/cloud-facts.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

/**
 * Regions with GPUs of each kind, as Google's price list and machine types have them in one zone at least
 * (github.com/skypilot-org/skypilot-catalog, catalogs/v8/gcp/vms.csv at 006059e0, read in November 2026; A100 is that
 * of a2-highgpu). A new one is one word here.
 */
const kinds: Readonly<Record<string, readonly string[]>> = {
  t4: words(`
    asia-east1 asia-east2 asia-northeast1 asia-northeast3 asia-south1 asia-southeast1 asia-southeast2
    australia-southeast1 europe-central2 europe-west1 europe-west2 europe-west3 europe-west4 me-west1
    northamerica-northeast1 southamerica-east1 us-central1 us-east1 us-east4 us-west1 us-west2 us-west3 us-west4
  `),
  l4: words(`
    asia-east1 asia-northeast1 asia-northeast3 asia-south1 asia-southeast1 europe-west1 europe-west2 europe-west3
    europe-west4 europe-west6 me-central2 northamerica-northeast1 northamerica-northeast2 us-central1 us-east1
    us-east4 us-west1 us-west4
  `),
  v100: words(`
    asia-east1 europe-west4 us-central1 us-east1 us-west1
  `),
  a100: words(`
    asia-northeast1 asia-northeast3 asia-southeast1 europe-west4 me-west1 us-central1 us-east1 us-west1 us-west3
    us-west4
  `),
}

/** Regions of the same list that have GPUs or TPUs of other kinds only. */
const others = words(`
  asia-south2 europe-north1 europe-west8 europe-west9 southamerica-west1 us-east5 us-south1
`)

export const gpuRegions: GpuRegions = { kinds, known: [...new Set([...Object.values(kinds).flat(), ...others])].sort() }
