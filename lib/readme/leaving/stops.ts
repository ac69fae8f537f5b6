/** What would stop if whoever runs the hubs now were gone tomorrow. */
import { code, codeList, joinMarkdown, md, table, type Markdown } from '../../print/markdown.ts'
import { guestsOf, partsOf } from '../parts.ts'
import type { BundleDocs } from '../types.ts'
import type { BorrowedDocs } from './types.ts'

export function whatWouldStop(bundle: BundleDocs): Markdown[] {
  const rows = [
    ...clusters(bundle),
    ...state(bundle),
    ...signIn(bundle),
    ...names(bundle),
    ...images(bundle),
    ...borrowed(bundle),
  ]
  return [
    md`## What would stop`,
    md`If whoever runs these hubs now were gone tomorrow, with their accounts. Of each line: have it in your own name,
      or know who has it.`,
    table(['What', 'Where', 'Without it'], rows),
    md`Charts come from the public addresses in \`releases.json\`: of what runs already, nothing stops without them.`,
  ]
}

type Row = readonly Markdown[]

function clusters(bundle: BundleDocs): Row[] {
  const { cluster } = bundle
  const guests = guestsOf(bundle)
  const hosts = new Map(guests.map(({ access }) => [`${access.community}/${access.name}`, access]))
  return [
    ...(cluster ? [[md`account and cluster`, place(cluster.access), md`everything, with people's files`]] : []),
    ...[...hosts.values()].map((access) => [
      md`the cluster of ${code`${access.community}`}, and its account`,
      place(access),
      joinMarkdown(
        [
          codeList(guests.filter((hub) => hub.access === access).map(({ folder }) => `${folder}/`)),
          md`with people's files`,
        ],
        ', ',
      ),
    ]),
  ]
}

const place = ({ cloud, account, name }: BundleDocs['hubs'][number]['access']): Markdown =>
  md`${cloud}, account ${code`${account}`}, cluster ${code`${name}`}`

function state(bundle: BundleDocs): Row[] {
  const places = new Map(
    partsOf(bundle).map(({ state: { where, place: name, onThisMachine } }) => {
      const words = onThisMachine ? md`a file on somebody's machine` : joinMarkdown([where, ...named(name)], ' ')
      return [words.source, words] as const
    }),
  )
  return [...places.values()].map((where) => [
    md`the state of Terraform`,
    where,
    md`nothing at first; no change by Terraform until it is [made anew](RESTORE.md#the-state-of-terraform-is-lost)`,
  ])
}

const named = (name: string | undefined): Markdown[] => (name === undefined ? [] : [code`${name}`])

/** Whoever registered an application decides whether it goes on. */
function signIn({ hubs }: BundleDocs): Row[] {
  const ways = [...new Set(hubs.flatMap(({ callbackUrl, signIn: way }) => (callbackUrl ? [way] : [])))]
  return ways.map((way) => [
    md`the sign-in applications`,
    md`${way}, in the name of whoever registered them`,
    md`nobody can sign in; servers that run go on`,
  ])
}

function names({ cluster, hubs }: BundleDocs): Row[] {
  const all = [...(cluster?.domains ?? []).map(({ domain }) => domain), ...hubs.flatMap(({ domain }) => domain)]
  const zones = [...new Set(all.map((domain) => domain.split('.').slice(1).join('.')))]
  if (zones.length === 0) return []
  return [
    [md`DNS records`, md`the zones of ${codeList(zones)}`, md`the hubs cannot be found, and certificates run out`],
  ]
}

/** By who has them: the registry, and the first folder in it. */
function images({ leaving }: BundleDocs): Row[] {
  const owners = [
    ...new Set(
      leaving.images.map(({ image }) =>
        image
          .split('/')
          .slice(0, 2)
          .join('/')
          .replace(/[@:][^/]*$/, ''),
      ),
    ),
  ]
  if (owners.length === 0) return []
  return [
    [
      md`images of others, or of yours elsewhere: [Images](#images) has which, and how to copy them`,
      codeList(owners),
      md`servers and pods of machines that have no copy yet`,
    ],
  ]
}

const WORDS: Readonly<Record<BorrowedDocs['kind'], readonly [what: string, without: string]>> = {
  read: ['a bucket of others that servers read', 'what people read there'],
  write: ['a bucket of others that servers write', 'what people write there'],
  share: ['a file server of others', "people's files"],
  push: ['the registry that images are built into', 'building of images, and servers of those built'],
  database: ["the hub's database, on a server of others", 'the hub'],
  registry: ['a private registry of another account', 'servers with its images'],
  admin: ['an admin of another account', 'their help'],
  engine: ['the repository that releases are installed from', 'changes of releases; what runs stays'],
  deployer: ['the repository whose workflow applies', 'deploying by itself; by hand it goes on'],
}

const borrowed = ({ leaving }: BundleDocs): Row[] =>
  leaving.borrowed.map(({ folder, kind, name }) => {
    const [what, without] = WORDS[kind]
    return [md`${what}, for ${code`${folder}/`}`, code`${name}`, md`${without}`]
  })
