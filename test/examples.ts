/** Examples in pages of docs/, as what they are part of. */
import { parse } from 'yaml'

/** What an example that names no file of its own stands beside. */
const COMMUNITY = 'communities/reef-lab/community.yaml'
export const HUB = 'communities/reef-lab/hubs/prod.yaml'
const CLUSTER = 'communities/reef-lab/cluster.yaml'
const REST: Readonly<Record<string, readonly string[]>> = {
  [COMMUNITY]: ['name: Reef Lab', 'contact: ops@reef.example.org'],
  [HUB]: [
    'domain: hub.reef.example.org',
    'profile: research',
    'auth: { github: { teams: [reef-lab/members, reef-lab/advanced] }, admins: [ada-example] }',
  ],
  [CLUSTER]: ['cloud: aws', 'region: us-west-2', 'account: "000000000000"'],
}

export interface Example {
  /** The task that it is an example of. */
  heading: string
  files: ReadonlyMap<string, string>
}

/** Fenced examples of a page. One begins with a comment that names its file; else it belongs into a hub's file. */
export function examples(page: string): Example[] {
  const found: Example[] = []
  let heading = ''
  for (const [block, title, body] of page.matchAll(/^## (.+)$|^```(?:yaml|python|html)\n([^]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else {
      const own = filesOf(body!)
      const extra = block.startsWith('```yaml') ? undefined : found.pop()
      found.push({ heading, files: new Map([...(extra?.files ?? []), ...own]) })
    }
  }
  return found
}

/** The files of one block, each after a comment with its path. */
function filesOf(body: string): Map<string, string> {
  const parts = body.split(/^(?:#|<!--) ((?:communities|profiles)\/[^ \n]+|cluster\.yaml)(?: -->)?\n/m)
  const files = new Map<string, string>()
  if (parts[0]!.trim() !== '') files.set(HUB, parts[0]!)
  for (let i = 1; i < parts.length; i += 2) files.set(parts[i] === 'cluster.yaml' ? CLUSTER : parts[i]!, parts[i + 1]!)
  return files
}

/** With what every community says, but for the keys that the example says itself. */
export function complete(files: ReadonlyMap<string, string>): Map<string, string> {
  const all = new Map(files)
  const alone = [...files.keys()].every((path) => !path.endsWith('/community.yaml'))
  if (!alone) return all
  for (const [path, rest] of Object.entries(REST)) {
    const own = all.get(path) ?? ''
    const said = new Set(Object.keys((parse(own) as object | null) ?? {}))
    all.set(path, own + rest.filter((line) => !said.has(line.split(':')[0]!)).join('\n') + '\n')
  }
  return all
}

/** As GitHub makes anchors of headings. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-')
