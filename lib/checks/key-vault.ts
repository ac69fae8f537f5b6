/** Rules of where the Secrets of hubs come from. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'key-vault-not-here': {
    severity: 'error',
    message: ({ hub, title }: { hub: string; title: string }) =>
      `the Secrets of ${hub} cannot come from the store of secrets of ${title}`,
    help: ({ lack }: { lack: string }) => `Write \`secrets: { from: commands }\`. ${lack}`,
  },
})

const vaultThere = perHub(({ id: hub, vault, cluster, settings }, { clouds }) => {
  const { unsupported, title } = clouds[cluster.cloud]!
  const lack = unsupported['key-vault']
  if (!vault || lack === undefined) return []
  return [problems.raise('key-vault-not-here', { at: settings.at(['secrets', 'from']), args: { hub, title, lack } })]
})

export const keyVaultRules: RuleSet = { problems, rules: [vaultThere], ofCloud: [vaultThere] }
