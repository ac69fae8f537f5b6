/** What files beside the values say of a hub: an operator's list of hubs, and Terraform's variables. Pure. */
import { deepAdd, type PlainMap } from '../../maps.ts'
import { readValues } from '../source.ts'
import { Values } from '../values.ts'
import { clusterFile } from './cluster-file.ts'
import { resources } from './resources.ts'
import { readTfvars } from './tfvars.ts'

/** Before settings that are the cluster's: `cluster.yaml: region`. */
export const CLUSTER = 'cluster'

type Text = readonly [name: string, text: string]

export interface Infrastructure {
  /** Where the cluster is, in the words of `cluster.yaml`; what the files do not say is undefined. */
  place: { cloud?: string; region?: string; account?: string }
  /** More settings of the cluster. */
  cluster: PlainMap
  /** Settings of the hub. */
  hub: PlainMap
  /** Files of values that the list of hubs names, relative to it, in Helm's order. */
  files: readonly string[]
  /** Every leaf of the files, with what becomes of it. */
  values: readonly Values[]
}

/** Reads them. Throws NoValues where a file is of another shape. */
export function readInfrastructure(
  { list, variables }: { list?: Text; variables?: Text },
  { hub, cloud }: { hub: string; cloud?: string | undefined },
): Infrastructure {
  const listed = list && clusterFile(new Values(readValues(...list)), { hub, file: list[0] })
  const values = variables && new Values(readTfvars(...variables))
  const made = values && resources(values, { hub, cloud: cloud ?? listed?.place.cloud })
  return {
    place: { ...listed?.place, ...made?.place },
    cluster: made?.cluster ?? {},
    hub: deepAdd(listed?.hub ?? {}, made?.hub ?? {}),
    files: listed?.files ?? [],
    values: [...(listed ? [listed.values] : []), ...(values ? [values] : [])],
  }
}

/** Why a leaf of these files is not carried that nothing reads. */
export const UNREAD = { kind: 'not-carried', why: 'no setting has it' } as const
