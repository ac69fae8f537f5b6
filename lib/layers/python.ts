import { parseModule, type StmtNode } from 'py-ast'
import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import { fileProblems } from './file-problems.ts'

/** A function at the top level of a file. */
export interface PythonFunction {
  name: string
  line: number
  /** How many arguments it takes by place at least, and at most. */
  least: number
  most: number
}

/** The functions of a Python file, which is read and never run; or where its syntax is wrong. */
export function readPython(text: string, at: Origin): Result<readonly PythonFunction[] | undefined> {
  try {
    return { value: parseModule(text).body.flatMap(functionsOf), diagnostics: [] }
  } catch (error) {
    return { value: undefined, diagnostics: [syntaxFault(error, at)] }
  }
}

function functionsOf(statement: StmtNode): PythonFunction[] {
  if (statement.nodeType !== 'FunctionDef' && statement.nodeType !== 'AsyncFunctionDef') return []
  const { posonlyargs, args, vararg, defaults } = statement.args
  const places = posonlyargs.length + args.length
  return [
    {
      name: statement.name,
      line: statement.lineno,
      least: places - defaults.length,
      most: vararg === undefined ? places : Infinity,
    },
  ]
}

/** The parser ends a text that is nested thousands of levels deep with a RangeError. */
function syntaxFault(error: unknown, at: Origin): Diagnostic {
  if (error instanceof RangeError) return fileProblems.raise('python-syntax/deep', { at })
  const said = error instanceof Error ? error.message : String(error)
  const [, reason = said, line = '1', column = '0'] = /^(.*?) at line (\d+)(?:, column (\d+))?$/.exec(said) ?? []
  return fileProblems.raise('python-syntax', {
    at: { ...at, line: Number(line), column: Number(column) + 1 },
    args: { reason: reason.slice(0, 1).toLowerCase() + reason.slice(1) },
  })
}
