import type { GpuRegions } from '../../plan/cloud-facts.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

/**
 * Regions that offer g4dn (T4) and g5 (A10G) in one zone at least (EC2's offers as in
 * github.com/skypilot-org/skypilot-catalog, catalogs/v8/aws/vms.csv at 00148f2a, read in November 2026). A new one is
 * one word here.
 */
const kinds: Readonly<Record<string, readonly string[]>> = {
  t4: words(`
    af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2
    ca-central-1 eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-2 eu-west-3 me-south-1 us-east-1 us-east-2
    us-west-1 us-west-2
  `),
  a10g: words(`
    ap-east-1 ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-2 ap-southeast-3 ca-central-1 eu-central-1
    eu-north-1 eu-west-1 eu-west-2 me-central-1 us-east-1 us-east-2 us-west-2
  `),
}

/** Regions of the same list that have GPUs of other kinds only. */
const others = words(`
  eu-south-2
`)

export const gpuRegions: GpuRegions = { kinds, known: [...new Set([...Object.values(kinds).flat(), ...others])].sort() }
