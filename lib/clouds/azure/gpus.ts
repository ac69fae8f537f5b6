import type { GpuRegions } from '../../plan/cloud-facts.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

/**
 * Regions in which Azure has a price for a size with GPUs of each kind: without one there is none to be had (Azure's
 * retail prices of 2026-06-18, as in github.com/Azure/karpenter-provider-azure,
 * pkg/providers/pricing/zz_generated.pricing.go). A new one is one word here.
 */
const kinds: Readonly<Record<string, readonly string[]>> = {
  t4: words(`
    australiacentral australiacentral2 australiaeast brazilsouth canadacentral centralindia centralus eastus eastus2
    francecentral germanywestcentral israelcentral italynorth japaneast japanwest koreacentral malaysiawest
    northcentralus northeurope polandcentral southcentralus southeastasia southindia swedencentral uksouth westeurope
    westus westus2 westus3
  `),
  a100: words(`
    australiaeast brazilsouth canadacentral centralindia centralus eastus eastus2 francecentral germanywestcentral
    italynorth japaneast jioindiacentral jioindiawest koreacentral northcentralus northeurope polandcentral
    southcentralus southeastasia spaincentral swedencentral switzerlandnorth uksouth westeurope westus westus2 westus3
  `),
}

/** Regions of the same list with neither. */
const others = words(`
  australiasoutheast austriaeast brazilsoutheast canadaeast chilecentral eastasia francesouth germanynorth
  indonesiacentral koreasouth mexicocentral newzealandnorth norwayeast norwaywest qatarcentral southafricanorth
  southafricawest swedensouth switzerlandwest uaecentral uaenorth ukwest westcentralus westindia
`)

export const gpuRegions: GpuRegions = { kinds, known: [...new Set([...Object.values(kinds).flat(), ...others])].sort() }
