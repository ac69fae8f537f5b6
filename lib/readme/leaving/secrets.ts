/** Secrets, sign-in applications and names: what README has the commands for, and what becomes of each. */
import { code, codeList, md, shellBlock, table, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { SecretNeed } from '../../plan/wiring.ts'
import { partsOf } from '../parts.ts'
import type { BundleDocs } from '../types.ts'

export function secrets(bundle: BundleDocs): Markdown[] {
  const needs = partsOf(bundle).flatMap((part) => part.secrets)
  if (needs.length === 0) return [md`## Secrets`, md`None.`]
  return [
    md`## Secrets`,
    md`What each is for, and the lines that make it, stand in [README.md](README.md#what-you-fill-in). Ask whoever runs
      the hubs for those that somebody typed, or read them from the cluster while you may:`,
    table(
      ['Namespace', 'Secret', 'Keys', 'Where it comes from'],
      needs.map((need) => [
        code`${need.namespace}`,
        code`${need.name}`,
        codeList(need.keys.map(({ key }) => key)),
        originOf(need),
      ]),
    ),
    shellBlock([sh`NAMESPACE=`, sh`SECRET=`]),
    shellBlock([
      sh`kubectl get secret "\${SECRET:?}" --namespace "\${NAMESPACE:?}" --output
        ${'go-template={{range $key, $value := .data}}{{$key}}: {{base64decode $value}}{{"\\n"}}{{end}}'}`,
    ]),
  ]
}

function originOf({ keys, entries }: SecretNeed): Markdown {
  if (entries) return md`the store of secrets of the account, which does not come along: fill a new one`
  const asked = keys.filter(({ from }) => from === 'ask').map(({ what }) => what)
  if (keys.length === 0) return md`whoever made it`
  if (asked.length > 0) return md`to be typed: ${asked.join('; ')}`
  return keys.some(({ from }) => typeof from !== 'string')
    ? md`Terraform tells it, anew`
    : md`made at random, anew: nothing to take along`
}

export function signInAndNames({ cluster, hubs }: BundleDocs): Markdown[] {
  const applications = hubs.filter(({ callbackUrl }) => callbackUrl !== undefined)
  const names = [
    ...(cluster?.domains ?? []).map(({ domain }) => domain),
    ...hubs.flatMap(({ domain, moreDomains }) => [domain, ...moreDomains]),
  ]
  return [
    md`## Sign-in and names`,
    ...(applications.length === 0
      ? [md`No hub has an application for signing in.`]
      : [
          md`As long as a hub keeps its name, its application goes on: ask its owner to pass it on, or register one of
            your own with the same callback address. With another name the address has that name.`,
          table(
            ['Folder', 'Where', 'Callback address'],
            applications.map(({ folder, signIn, callbackUrl = '' }) => [
              code`${folder}/`,
              md`${signIn}`,
              code`${callbackUrl}`,
            ]),
          ),
        ]),
    md`DNS records, which point to the new address at the very end: ${codeList(names)}. Lower their time to live to five
      minutes two days before.`,
  ]
}
