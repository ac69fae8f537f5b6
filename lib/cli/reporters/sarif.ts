import type { Accepted } from '../../acceptance.ts'
import type { Diagnostic, Origin } from '../../diagnostics.ts'
import { explainedAt } from '../../pages/checks.ts'
import { textOf } from '../../wording.ts'
import type { CommandResult, Said } from '../command.ts'

/** An output that is not what the inputs give. */
interface Stale {
  stale?: readonly { path: string; kind: string }[]
}

/**
 * Problems as SARIF 2.1.0 (OASIS), which code hosts show at their lines in a pull request. What is stale is a result,
 * too. `docs` is the address at which people read docs/.
 */
export function reportSarif({ diagnostics, accepted = [], data }: CommandResult, docs?: string): Required<Said> {
  const stale = (data as Stale | undefined)?.stale ?? []
  const all = [...diagnostics, ...accepted.map(({ diagnostic }) => diagnostic)]
  const codes = [...new Set([...all.map(({ code }) => code), ...(stale.length > 0 ? ['stale'] : [])])].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hubloom', rules: codes.map((id) => ruleOf(id, docs)) } },
        columnKind: 'utf16CodeUnits',
        results: [...diagnostics.map(resultOf), ...accepted.map(suppressed), ...stale.map(staleResult)],
      },
    ],
  }
  return { out: `${JSON.stringify(log, null, 2)}\n`, err: '' }
}

function resultOf(diagnostic: Diagnostic) {
  const { code, severity, at, related } = diagnostic
  const { message, help } = textOf(diagnostic)
  return {
    ruleId: code,
    level: severity,
    message: { text: `${message}\n${help}` },
    locations: [{ physicalLocation: physical(at) }],
    relatedLocations: related.map((other) => ({ physicalLocation: physical(other.at), message: { text: other.note } })),
  }
}

/** `docs` is the address at which people read docs/; without it there is no link, which would have to be absolute. */
const ruleOf = (id: string, docs?: string) => ({
  id,
  help: { text: `${explainedAt(id)} explains it.` },
  helpUri: docs === undefined ? undefined : `${docs.replace(/\/$/, '')}/${explainedAt(id).replace('docs/', '')}`,
})

const suppressed = ({ diagnostic, reason, by }: Accepted) => ({
  ...resultOf(diagnostic),
  suppressions: [{ kind: 'inSource', justification: reason, location: { physicalLocation: physical(by) } }],
})

const staleResult = ({ path, kind }: { path: string; kind: string }) => ({
  ruleId: 'stale',
  level: 'error',
  message: {
    text:
      kind === 'foreign'
        ? "not a file of hubloom's, and an output belongs there"
        : `would be ${kind}\nRun \`npm run build\` and commit dist/.`,
  },
  locations: [{ physicalLocation: physical({ file: `dist/${path}`, line: 1, column: 1 }) }],
})

const physical = ({ file, line, column }: Pick<Origin, 'file' | 'line' | 'column'>) => ({
  artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
  region: { startLine: line, startColumn: column },
})
