/** Rules of what installs charts. */
import { defineProblems } from '../diagnostics.ts'
import { perCluster, type RuleSet } from './check.ts'

const problems = defineProblems({
  'deploy-repository': {
    severity: 'error',
    message: ({ title }: { title: string }) => `nothing says which Git repository ${title} reads`,
    help: ({ engine }: { engine: string }) =>
      `Write \`deploy: { with: ${engine}, repository: https://… }\` with the address of the repository that holds ` +
      '`dist/`, or name it below `deployer:`.',
  },
  'deploy-unused': {
    severity: 'warning',
    message: ({ setting, by }: { setting: string; by: string }) => `\`deploy.${setting}\` does nothing: ${by}`,
    help: 'Take it out.',
  },
})

const repository = perCluster(({ deploy, settings }) =>
  deploy && deploy.repository === undefined
    ? [problems.raise('deploy-repository', { at: settings.at(['deploy']), args: deploy })]
    : [],
)

const unused = perCluster(({ deploy, deployUnused, settings }) =>
  deployUnused.map((setting) => {
    const by = deploy ? `${deploy.title} does not read it` : '`make` reads no repository'
    return problems.raise('deploy-unused', { at: settings.at(['deploy', setting]), args: { setting, by } })
  }),
)

export const deployRules: RuleSet = { problems, rules: [repository, unused] }
