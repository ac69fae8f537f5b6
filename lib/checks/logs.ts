/** Rules of where the logs of pods go. */
import { defineProblems } from '../diagnostics.ts'
import { perCluster, type RuleSet } from './check.ts'

const problems = defineProblems({
  'logs-not-here': {
    severity: 'error',
    message: ({ title }: { title: string }) => `hubloom sends no logs of pods to a store of ${title}`,
    help: ({ lack }: { lack: string }) => `Take \`logs:\` out. ${lack} \`kubectl logs\` shows those of running pods.`,
  },
})

const logsThere = perCluster(({ cloud, logs, settings }, { clouds }) => {
  const { unsupported, title } = clouds[cloud]!
  const lack = unsupported['pod-logs']
  if (!logs || lack === undefined) return []
  return [problems.raise('logs-not-here', { at: settings.at(['logs']), args: { title, lack } })]
})

export const logRules: RuleSet = { problems, rules: [logsThere], ofCloud: [logsThere] }
