// Synthetic fleets for the benchmark: as many hubs and clusters as asked, of the kinds and in the proportions of a real
// fleet (teaching most, then geoscience, then research; Google Cloud, AWS and Azure by turns).
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CLUSTERS = [
  (i) => `cloud: gcp\nregion: us-central1\naccount: fleet-${i}\n`,
  (i) => `cloud: aws\nregion: us-west-2\naccount: "${String(i).padStart(12, '0')}"\n`,
  (i) => `cloud: azure\nregion: eastus\naccount: 00000000-0000-0000-0000-${String(i).padStart(12, '0')}\n`,
]
const KINDS = [
  (host) =>
    `profile: teaching\nauth: { cilogon: { providers: { google: { username: email, domains: [${host}] } } }, ` +
    `admins: [staff@${host}] }\nhome: { people: 120 }\n`,
  (host) =>
    `profile: teaching\nauth: { google: { domains: [${host}] }, admins: [staff@${host}] }\nmemory: { ` +
    `guarantee: 1Gi, limit: 2Gi }\n`,
  () =>
    'profile: [geoscience, gpu]\nauth: { github: { teams: [lab/members, lab/advanced] }, admins: [ada-example] ' +
    '}\nsizes: { gpu: { for: [lab/advanced] } }\nhome: { people: 80 }\n',
  () =>
    'profile: research\nauth: { github: { organizations: [lab] }, admins: [ada-example] }\nenvironments: { r: ' +
    'null }\nhome: { disk: 500Gi }\n',
]
const SHARES = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3]

/**
 * Writes a fleet of `hubs` hubs on `clusters` clusters into `root`, with the profiles of `repository`. With
 * `ranges` below 250 they share that many address ranges, which is an error in all others.
 */
export function generate({ root, repository, hubs, clusters, ranges = 250 }) {
  cpSync(join(repository, 'profiles'), join(root, 'profiles'), { recursive: true })
  for (let c = 0; c < clusters; c++) {
    const folder = join(root, 'communities', `community-${c}`)
    mkdirSync(join(folder, 'hubs'), { recursive: true })
    writeFileSync(
      join(folder, 'community.yaml'),
      `name: Community ${c}\nurl: https://c${c}.example.org\ncontact: ops@c${c}.example.org\n`,
    )
    writeFileSync(
      join(folder, 'cluster.yaml'),
      `${CLUSTERS[c % CLUSTERS.length](c)}network: { range: ${rangeOf(c, clusters, ranges)} }\n`,
    )
  }
  for (let h = 0; h < hubs; h++) {
    const c = h % clusters
    const host = `h${h}.c${c}.example.org`
    writeFileSync(
      join(root, 'communities', `community-${c}`, 'hubs', `hub-${h}.yaml`),
      `title: Hub ${h}\ndomain: ${host}\n${KINDS[SHARES[h % SHARES.length]](host)}`,
    )
  }
}

/** Networks that fit into 10.0.0.0/8: the usual ones, or of many clusters the smallest there are. */
const rangeOf = (c, clusters, ranges) =>
  clusters <= 250 || ranges < 250 ? `10.${c % ranges}.0.0/16` : `10.${c >> 2}.${(c & 3) * 64}.0/18`
