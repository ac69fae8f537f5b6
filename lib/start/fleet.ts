/** The repository of a fleet, without samples: what `hubloom init` writes beside the first inputs. */
import { workflows } from './workflows.ts'

interface NewFleet {
  /** Name of the repository. */
  name: string
  /** Version of hubloom that it begins with. */
  version: string
}

/** Name of the repository in a folder, as npm takes one. */
export const packageName = (folder: string): string =>
  folder
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+/, '') || 'hubs'

/** The files by path. */
export function fleetFiles({ name, version }: NewFleet): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageFile(name, version)],
    ['.gitignore', GITIGNORE],
    ['.editorconfig', EDITORCONFIG],
    ['.vscode/settings.json', json({ 'yaml.schemas': schemas(), 'files.eol': '\n' })],
    ['.vscode/extensions.json', json({ recommendations: ['redhat.vscode-yaml', 'editorconfig.editorconfig'] })],
    ...workflows('npx hubloom'),
    ['README.md', readme(name)],
  ])
}

const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`

const packageFile = (name: string, version: string): string =>
  json({
    name,
    private: true,
    scripts: { build: 'hubloom build', test: 'hubloom check' },
    devDependencies: { hubloom: `^${version}` },
    engines: { node: '>=20' },
  })

const GITIGNORE = `node_modules/
# what Terraform keeps beside a root; .terraform.lock.hcl is committed
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
.hubloom-*
`

const EDITORCONFIG = `root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true
indent_style = space
indent_size = 2
`

/** Which inputs have which schema, for files that lack the line of their own. */
const schemas = (): Record<string, readonly string[]> => ({
  'dist/schema/community.json': ['communities/*/community.yaml'],
  'dist/schema/cluster.json': ['communities/*/cluster.yaml'],
  'dist/schema/hub.json': ['communities/*/hubs/*.yaml'],
  'dist/schema/profile.json': ['profiles/*.yaml', 'communities/*/profiles/*.yaml'],
})

const readme = (name: string): string =>
  [
    `# ${name}`,
    'Next: `npm install && npm run build`, then read [dist/README.md](dist/README.md), commit all of it, and follow ' +
      "the README of your community's bundle in `dist/`.",
    'This repository holds the JupyterHubs of a fleet as short YAML files. hubloom makes of them what lies in ' +
      '`dist/`: Terraform, Kubernetes objects and Helm values, which are reviewed as a diff and applied with ' +
      'terraform, kubectl and helm alone.',
    WHERE,
    COMMANDS,
    'How to do a thing, with examples: `node_modules/hubloom/docs/README.md`; every setting: ' +
      '`node_modules/hubloom/docs/settings.md`.',
  ].join('\n\n') + '\n'

const WHERE = `| | |
|---|---|
| \`communities/<community>/community.yaml\` | who they are, and what all their hubs share |
| \`communities/<community>/cluster.yaml\` | the cluster that they own, if they own one |
| \`communities/<community>/hubs/<hub>.yaml\` | a hub: only what differs |
| \`profiles/\` | profiles of this fleet; \`npx hubloom profiles\` lists those that come with hubloom |
| \`dist/\` | what hubloom writes: never edited by hand, always committed |`

const COMMANDS = `\`\`\`sh
npm run build                                # write dist/ and say what changed
npm test                                     # what is wrong, and whether dist/ is up to date
npx hubloom diff                             # what all that is not committed changes for people
npx hubloom new hub <community>/<name>       # the next hub
npx hubloom list                             # the fleet as a table
npx hubloom remove <community>/<hub>         # the next step to a hub that is gone
\`\`\``
