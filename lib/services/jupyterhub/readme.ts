import { md } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'

/** Where the values say what people ask for most. */
export const EDITS = md`- Who may sign in: \`hub.config\` in a hub's \`jupyterhub.values.yaml\`. What they may start:
  \`singleuser\` and \`custom\` there.`

/** Nobody starts a server any more, and nobody has one. */
export const STOP = [
  sh`kubectl --context "\${OLD:?}" scale deployment/hub --replicas 0 --namespace "$hub"`,
  sh`kubectl --context "\${OLD:?}" delete pods --selector component=singleuser-server --namespace "$hub"`,
]
