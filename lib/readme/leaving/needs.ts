/** Accounts, quotas and names to have before anything is made. */
import { code, md, table, type Markdown } from '../../print/markdown.ts'
import type { BundleDocs } from '../types.ts'
import type { QuotaDocs } from './types.ts'

export function needs({ leaving }: BundleDocs): Markdown[] {
  return [
    md`## What to have`,
    md`An account at a cloud, with billing; a domain, or records below one; an account at each way of signing in; a
      place for the state of Terraform. New accounts may use little: ask for quotas days before. These are the figures
      with every pool at its maximum; \`max\` of a pool, or fewer people at once, takes less.`,
    ...leaving.quotas.flatMap(quotas),
  ]
}

function quotas({ access, shared, rows, machines, bootGib, addresses }: QuotaDocs): Markdown[] {
  const whose = shared ? md` Other communities' hubs run on the same pools: alone you need less.` : md``
  return [
    md`As on the cluster ${code`${access.name}`}, ${access.cloud}, ${code`${access.region}`}: up to ${machines} machines
      with ${bootGib} GiB of boot disks, and ${addresses} public addresses; disks of homes stand below "Data".${whose}`,
    table(
      ['Quota', 'At most'],
      rows.map(({ quota, most }) => [md`${quota}`, md`${most}`]),
    ),
  ]
}
