/** Buckets of others in an IAM policy of AWS. */
import { isMap, type PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { nameOf, some } from '../words.ts'

/** Rights that `data.read` and `data.write` give; `s3:ListAllMyBuckets` shows names alone. */
const READS = [
  'GetObject',
  'ListBucket',
  'GetBucketLocation',
  'ListBucketVersions',
  'GetObjectVersion',
  'GetObjectTagging',
]
const WRITES = [
  ...['PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListBucketMultipartUploads', 'ListMultipartUploadParts'],
  ...['PutObjectTagging', 'PutObjectAcl'],
]

interface Rights {
  buckets: readonly string[]
  actions: readonly string[]
}

/** `data.read` and `data.write` of the policy at a path; what else it allows is told. */
export function dataOf(values: Values, at: Path): { read?: PlainMap; write?: PlainMap } {
  const text = values.text(at)
  if (text === undefined || text.trim() === '') return {}
  const statements = statementsOf(text)
  const all = statements?.map(rightsOf)
  if (!all || all.some((each) => each === undefined)) {
    values.note({ kind: 'not-carried', why: 'say below `data` which buckets; other rights are no setting' }, at)
    return {}
  }
  const rights = all as Rights[]
  const of = (kinds: readonly string[]): string[] => [
    ...new Set(rights.flatMap(({ actions, buckets }) => (actions.some((each) => kinds.includes(each)) ? buckets : []))),
  ]
  const written = of(['*', 'Put*', ...WRITES])
  const read = of(['Get*', 'List*', ...READS]).filter((name) => !written.includes(name))
  const others = [...new Set(rights.flatMap(({ actions }) => actions))].filter((each) => !KNOWN.includes(each))
  const settings = [...(read.length > 0 ? ['data.read'] : []), ...(written.length > 0 ? ['data.write'] : [])]
  const but = others.map((each) => `s3:${each}`).join(', ')
  values.note({ kind: 'setting', setting: settings.join(' and '), ...some({ but: but || undefined }) }, at)
  return { ...some({ read: named(read), write: named(written) }) }
}

const KNOWN = [...READS, ...WRITES, '*', 'Get*', 'List*', 'Put*', 'ListAllMyBuckets']

function statementsOf(text: string): unknown[] | undefined {
  try {
    const policy = JSON.parse(text) as unknown
    const statements = isMap(policy) ? policy['Statement'] : undefined
    return Array.isArray(statements) ? statements : undefined
  } catch {
    return undefined
  }
}

const texts = (value: unknown): string[] => [value].flat().filter((each) => typeof each === 'string')

/** Undefined where a statement is of more than buckets, or under conditions. */
function rightsOf(statement: unknown): Rights | undefined {
  if (!isMap(statement) || statement['Effect'] !== 'Allow' || 'Condition' in statement) return undefined
  const actions = texts(statement['Action'])
  const resources = texts(statement['Resource'])
  if (!actions.every((each) => each.startsWith('s3:'))) return undefined
  const buckets = resources.flatMap(
    (each) => /^arn:aws:s3:::([a-z0-9][a-z0-9.-]+[a-z0-9])(\/\*)?$/.exec(each)?.[1] ?? [],
  )
  const isOfNames = actions.every((each) => each === 's3:ListAllMyBuckets')
  if (buckets.length < resources.length && !isOfNames) return undefined
  return { buckets, actions: actions.map((each) => each.slice('s3:'.length)) }
}

function named(buckets: readonly string[]): PlainMap | undefined {
  const taken = new Set<string>()
  const entries = buckets.map((bucket): [string, string] => {
    const name = nameOf(bucket, taken)
    taken.add(name)
    return [name, `s3://${bucket}`]
  })
  return some(Object.fromEntries(entries))
}
