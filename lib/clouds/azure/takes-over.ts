import type { Existing } from '../../plan/existing.ts'
import type { HubPlan } from '../../plan/types.ts'
import { code, codeList, md, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import { DETACHED, GOES } from '../../readme/existing.ts'
import type { TakenOverDocs } from '../../readme/types.ts'

/** What the first apply does with what was there before. */
export function takesOver(hub: HubPlan): TakenOverDocs[] {
  const { home, existing } = hub
  return [
    ...(hub.buckets.some((bucket) => bucket.existing) ? [ofAccount(hub)] : []),
    ...(home.existing ? [ofDisk(hub, home.existing)] : []),
    ...(existing.identity ? [ofIdentity(existing.identity)] : []),
    ...(existing.vault ? [ofVault(existing.vault)] : []),
  ]
}

/** All containers of a hub are in one account, whose settings count for each. */
function ofAccount(hub: HubPlan): TakenOverDocs {
  const taken = hub.buckets.flatMap(({ existing }) => existing ?? [])
  const { parent, group } = taken[0]!
  const at = sh`--account-name ${parent!} --resource-group ${group!}`
  return {
    what: md`The storage account ${code`${parent!}`} with ${codeList(taken.map(({ name }) => name))}`,
    first: md`Every bucket of the hub is a container in it; other containers stay, and share its settings.`,
    stays: md`everything in it, who may do what by roles, its network rules, keys of encryption, kind and redundancy`,
    changes: accountChanges(hub),
    look: [
      sh`az storage account show --name ${parent!} --resource-group ${group!}`,
      sh`az storage account blob-service-properties show ${at}`,
      sh`az storage account management-policy show ${at}`,
    ],
  }
}

function accountChanges({ buckets }: HubPlan): Markdown[] {
  const expiring = buckets.filter(({ existing, expiresDays }) => existing && expiresDays !== undefined)
  const versions = buckets.some((bucket) => bucket.versions)
  const hasRules = versions || buckets.some(({ expiresDays }) => expiresDays !== undefined)
  return [
    ...expiring.map(
      ({ fullName, expiresDays }) =>
        md`**Objects in ${code`${fullName}`} older than ${expiresDays!} days are deleted**, within a day or two, those
          that are there included.`,
    ),
    md`**Its access keys no longer work**, nor do local users: whoever signs in with a key or a SAS made from one loses
      it.`,
    ...(buckets.some((bucket) => bucket.public) ? [] : [md`Nothing in it can be public.`]),
    ...(hasRules ? [md`Its lifecycle rules are replaced by those of the hub's buckets.`] : []),
    versions
      ? md`Older versions of objects are kept: for 30 days where a bucket wants them, for a day elsewhere.`
      : md`No new versions of objects are kept from then on. CORS rules go.`,
    md`Containers that are deleted can be had back for 7 days; TLS 1.2 is the least; its tags are replaced.`,
  ]
}

const ofDisk = ({ cluster: { zones }, home }: HubPlan, { name, group }: Existing): TakenOverDocs => ({
  what: md`The disk of the homes, ${code`${name}`}`,
  first: md`It has to be ${
    zones.length > 0 ? md`in the zone ${code`${zones[0]!}`}, ` : ''
  }formatted as XFS and ${DETACHED}.`,
  stays: md`everything on it, its encryption, and what the settings do not say of its kind and speed`,
  changes: [
    md`It has ${home.disk} GiB; it grows where it had less, and Terraform refuses where it had more.`,
    md`It can be read by the machine that it is attached to alone, and by no link. Its tags are replaced.`,
  ],
  look: [sh`az disk show --resource-group ${group!} --name ${name}`],
})

const ofIdentity = ({ name, group }: Existing): TakenOverDocs => ({
  what: md`The identity of the hub's servers, ${code`${name}`}`,
  stays: md`what it may do, and whom else it trusts`,
  changes: [md`It trusts the servers of this hub, too. Its tags are replaced.`, GOES],
  look: [sh`az identity federated-credential list --resource-group ${group!} --identity-name ${name}`],
})

const ofVault = ({ name, group }: Existing): TakenOverDocs => ({
  what: md`The Key Vault ${code`${name}`}`,
  stays: md`every secret in it, its network rules, and how long deleted secrets are kept`,
  changes: [
    md`**Access policies no longer count**: who may read and write is decided by roles alone. Whoever has none loses
      it.`,
    md`Admins of the cluster may write it, and the hub may read it. Its tags are replaced.`,
    GOES,
  ],
  look: [
    sh`az keyvault show --resource-group ${group!} --name ${name}`,
    sh`az role assignment list --all --scope "$(az keyvault show --name ${name} --query id --output tsv)"`,
  ],
})
