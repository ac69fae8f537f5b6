/** The way to an account of one's own: nothing is stopped before its successor stands, or removed before it works. */
import { code, codeList, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { joinShell, sh, words, type Shell } from '../../print/shell.ts'
import { counted } from '../fleet.ts'
import { guestsOf } from '../parts.ts'
import type { AccessDocs, BundleDocs, HubDocs } from '../types.ts'

export function steps(bundle: BundleDocs): Markdown[] {
  const guests = guestsOf(bundle)
  const own = bundle.hubs.filter((hub) => !guests.includes(hub))
  const groups = [own, ...byHost(guests)].filter((hubs) => hubs.length > 0)
  return [
    md`## The way`,
    ...(bundle.cluster ? [keeping(bundle.cluster.tenants)] : []),
    ...(bundle.hubs.length > 0 ? [byReplica(bundle)] : []),
    ...groups.flatMap((hubs) => moving(bundle, hubs)),
  ]
}

function byHost(guests: readonly HubDocs[]): HubDocs[][] {
  const hostOf = ({ access }: HubDocs): string => `${access.community}/${access.name}`
  return [...new Set(guests.map(hostOf))].map((host) => guests.filter((hub) => hostOf(hub) === host))
}

function keeping(tenants: readonly string[]): Markdown {
  const s = tenants.length === 1 ? 's' : ''
  const dependants =
    tenants.length > 0
      ? md` ${counted(tenants.length, 'hub', 'hubs')} of other communities run${s} on the cluster and depend${s} on
          whoever runs it: ${codeList(tenants)}.`
      : ''
  return md`Where the account passes to you as it is, nothing moves: take this folder and the state of Terraform, change
    who may sign in at the cloud, and go on.${dependants} What follows is for another account.`
}

/** These files are of one cloud, and take the place of its names by hand; the inputs are of none. */
const byReplica = ({ community }: BundleDocs): Markdown =>
  md`Whoever has the inputs of these hubs has the shorter way, and the only one to another cloud:
    ${sh`npx hubloom replicate ${community.name} --cloud CLOUD --account ACCOUNT --region REGION --out FOLDER`} writes a
    repository with a bundle for the new account, and says what is lost. It does steps 2 and 3 below; without it these
    files are edited by hand, for an account at the same cloud.`

function moving(bundle: BundleDocs, hubs: readonly HubDocs[]): Markdown[] {
  const { access } = hubs[0]!
  const owner = access.community === bundle.community.name ? md`whoever runs the hubs` : code`${access.community}`
  return [
    ...(access.community === bundle.community.name
      ? [md`${codeList(hubs.map(({ folder }) => `${folder}/`))}, in this order:`]
      : [whatIsTheirs(access, hubs)]),
    ...begin(access, { hubs, owner, isOwn: access.community === bundle.community.name }),
    md`5. Copy. \`NEW\` is the name of the new cluster that \`kubectl config get-contexts\` shows:`,
    shellBlock([sh`OLD=old`, sh`NEW=`]),
    ...copyHomes(hubs, bundle.leaving),
    ...onTheDay(hubs),
    ...copyBuckets(access, hubs),
    md`6. Point DNS to the new address; certificates come some minutes later. Sign in, find a file. When everything is
      there, destroy the old hubs from the old folder, or ask ${owner} to.`,
    ...keysGo(hubs),
  ]
}

/** A database is copied while its hub runs, and homes once more when nobody writes to them. */
function onTheDay(hubs: readonly HubDocs[]): Markdown[] {
  const again = hubs.some(({ moving: ways }) => ways.some(({ copy }) => copy))
  return [
    md`Then, on a day that people know of, first a copy of each hub's database: the first lines of "Database of" the
      hub in [RESTORE.md](RESTORE.md), which go to the cluster that ${sh`kubectl config use-context old`} chooses. This
      stops the old hubs:`,
    shellBlock(forEachHub(hubs, ({ moving: ways }) => ways.flatMap(({ stop = [] }) => stop))),
    md`${again ? 'The lines of the homes again, for what has changed since; then' : 'Then'} the databases, by the other
      lines of "Database of", with ${sh`kubectl config use-context "\${NEW:?}"`} before them; without them, people who
      were let in by hand have to be let in again.`,
  ]
}

/** What reaches the bucket of the homes stays nowhere. */
function keysGo(hubs: readonly HubDocs[]): Markdown[] {
  const loops = forEachHub(hubs, ({ moving: ways }) =>
    secretsOf(ways).map(
      (name) =>
        sh`kubectl --context "$context" --namespace "$hub" delete job/${name} secret/${name} --ignore-not-found`,
    ),
  )
  if (loops.length === 0) return []
  return [
    md`The keys to the bucket of the homes are still in both clusters. Take them away, and the bucket when nobody needs
      it any more:`,
    shellBlock(onBothSides(loops)),
  ]
}

const secretsOf = (ways: HubDocs['moving']): string[] => [
  ...new Set(ways.flatMap(({ copy }) => (copy?.through === undefined ? [] : [copy.through]))),
]

const onBothSides = (commands: readonly Shell[]): Shell[] => [
  sh`for context in "\${OLD:?}" "\${NEW:?}"; do`,
  ...commands.map((command) => sh`  ${command}`),
  sh`done`,
]

interface Begin {
  hubs: readonly HubDocs[]
  owner: Markdown
  isOwn: boolean
}

function begin(access: AccessDocs, { hubs, owner, isOwn }: Begin): Markdown[] {
  const unique = hubs.flatMap(({ worldNames }) => worldNames)
  const asked = md`access to the homes and buckets until you have copied them; and that nothing is removed before you
    say so.`
  return [
    isOwn
      ? md`1. Ask ${owner} for two things: ${asked}`
      : md`1. Ask ${owner} for three things: their folder \`cluster/\`, which makes a cluster on which these files work;
          ${asked}`,
    md`2. Copy this folder, without \`terraform.tfstate\`, \`.terraform/\` and \`applied/\`: what they know is of the
      old hubs.${
        isOwn
          ? ''
          : md` Put their \`cluster/\` into it, and take out of its \`kubernetes.yaml\` what has the label of another
              community.`
      }`,
    md`3. Name your account and your cluster wherever the old ones are named, in the Makefile and in the pages, too.
      Change as well: \`backend\`, where there is one; region and zone, if yours differ; and in \`cluster/\` domain and
      e-mail addresses. ${
        unique.length > 0
          ? md`Names that nobody else in the whole cloud may have, as long as the old
      ones are there: ${codeList(unique)}. `
          : ''
      }This finds them, with account and cluster; ${sh`sh verify.sh --accept`}
      then takes the files as they are meant to be:`,
    shellBlock([findNames(access, hubs)]),
    ...byEngine(hubs),
    md`4. Make the cluster, then set the hubs up there, as [README.md](README.md#set-up) says, all but DNS: with the
      Secrets of the same sign-in applications, since names and callback addresses stay. Before its step 3, have
      kubectl call the old cluster \`old\`, so that the new one cannot take its name:`,
    shellBlock([sh`kubectl config rename-context ${access.context} old`]),
  ]
}

function byEngine(hubs: readonly HubDocs[]): Markdown[] {
  const [deploy] = hubs.flatMap((hub) => hub.deploy ?? [])
  if (!deploy) return []
  return [
    md`${deploy.title} reads these files in ${code`${deploy.repository}`}: write your repository in its place, which
      ${sh`grep -rnF -e ${deploy.repository} .`} finds. Or do without it: ${sh`make kubernetes-<folder>`} installs the
      releases with helm.`,
  ]
}

const whatIsTheirs = (access: AccessDocs, hubs: readonly HubDocs[]): Markdown =>
  md`${codeList(hubs.map(({ folder }) => `${folder}/`))}: these files run on a cluster that is not yours. To
    ${code`${access.community}`} belong the ${access.cloud} account ${access.account}, the cluster
    ${code`${access.name}`} with its machines, its public address and what it runs beside hubs (certificates,
    monitoring); and, since they lie in that account, the homes' disks, their snapshots, the buckets and the identities.
    Yours are these files, the domains, the sign-in applications, and what people wrote. To take them elsewhere, in
    this order:`

function findNames(access: AccessDocs, hubs: readonly HubDocs[]): Shell {
  const folders = words(hubs.map(({ folder }) => folder))
  const old = [access.account, access.name]
  const isFound = (name: string): boolean => old.some((each) => name.includes(each))
  const unique = hubs.flatMap(({ worldNames }) => worldNames.filter((name) => !isFound(name)))
  const patterns = joinShell(
    [...old, ...unique].map((each) => sh`-e ${each}`),
    ' ',
  )
  return sh`grep -rnF ${patterns} cluster ${folders} Makefile README.md`
}

function copyHomes(hubs: readonly HubDocs[], { through }: BundleDocs['leaving']): Markdown[] {
  const copies = hubs.flatMap(({ moving: ways }) => ways.flatMap(({ copy }) => copy ?? []))
  const own = hubs.filter(({ home }) => home.personal === 'volume')
  const kinds = [...new Map(copies.map(({ what }) => [what.source, what])).values()]
  const secrets = secretsOf(hubs.flatMap(({ moving: ways }) => ways))
  return [
    ...secrets.flatMap((name) => reach(name, { hubs, through })),
    ...kinds.flatMap((what) => [what, shellBlock(forEachHub(hubs, copying(what)))]),
    ...(own.length > 0
      ? [
          md`Disks that people have each (${codeList(own.map(({ folder }) => folder))}): one by one, with their server
            started on either side: ${sh`tar -C "$HOME" -cf - .`} out of the one, ${sh`tar -C "$HOME" -xpf -`} into the
            other, by \`kubectl exec\`.`,
        ]
      : []),
  ]
}

/** Files in place of words on the command line: a key may be of several lines, and no history keeps them. */
function reach(
  name: string,
  { hubs, through }: Pick<BundleDocs['leaving'], 'through'> & Pick<Begin, 'hubs'>,
): Markdown[] {
  return [
    md`Homes go through a bucket of yours that both clusters reach, encrypted with a password that you keep until
      the end, by [restic](https://restic.readthedocs.io). One file for each variable:`,
    shellBlock([sh`mkdir -m 700 access`, sh`openssl rand -hex 32 | tr -d '\\n' > access/RESTIC_PASSWORD`]),
    ...through.flatMap(({ title, lines: each }) => [md`Where the bucket is on ${title}:`, shellBlock(each)]),
    md`Then, on either cluster:`,
    shellBlock(
      onBothSides(
        forEachHub(
          hubs.filter(({ moving: ways }) => secretsOf(ways).includes(name)),
          () => [sh`kubectl --context "$context" --namespace "$hub" create secret generic ${name} --from-file=access`],
        ),
      ),
    ),
  ]
}

const copying =
  (what: Markdown) =>
  ({ moving: ways }: HubDocs): Shell[] =>
    ways.flatMap(({ copy }) => (copy?.what.source === what.source ? copy.commands : []))

function copyBuckets(access: AccessDocs, hubs: readonly HubDocs[]): Markdown[] {
  const buckets = hubs.flatMap((hub) => hub.buckets.filter(({ expiresDays }) => expiresDays === undefined))
  if (buckets.length === 0) return []
  const asked = buckets.map(({ url }, i) => ({ url, variable: sh`new${i + 1}` }))
  return [
    md`Buckets, as somebody who may read the old and write the new, by their addresses;
      between clouds with \`rclone sync\`, which has a remote for each:`,
    // read as a whole before anything of it asks
    shellBlock([
      sh`(`,
      ...asked.map(({ url, variable }) => sh`  read -r -p ${`in place of ${url}: `} ${variable}`),
      sh`  : ${joinShell(
        asked.map(({ variable }) => sh`"\${${variable}:?}"`),
        ' ',
      )}`,
      ...asked.map(({ url, variable }) => sh`  ${access.copyBucket(url, sh`"$${variable}"`)}`),
      sh`)`,
    ]),
  ]
}

/** A loop over the namespaces of the hubs for which the commands are the same; none where there are no commands. */
function forEachHub(hubs: readonly HubDocs[], commandsOf: (hub: HubDocs) => readonly Shell[]): Shell[] {
  const loops = new Map<string, { namespaces: string[]; commands: readonly Shell[] }>()
  for (const hub of hubs) {
    const commands = commandsOf(hub)
    const text = commands.join('\n')
    const loop = loops.get(text) ?? { namespaces: [], commands }
    loop.namespaces.push(hub.namespace)
    loops.set(text, loop)
  }
  return [...loops.values()]
    .filter(({ commands }) => commands.length > 0)
    .flatMap(({ namespaces, commands }) => [
      sh`for hub in ${words(namespaces)}; do`,
      ...commands.map((command) => sh`  ${command}`),
      sh`done`,
    ])
}
