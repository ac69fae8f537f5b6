import type { PagesFolder, PagesRepository } from '../../plan/pages.ts'
import type { HubPlan } from '../../plan/types.ts'
import { PAGES_FETCHER } from './core-pods.ts'
import { hubUser } from './hub-user.ts'
import { GIT_IMAGE } from './git-pull.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Where the hub's image has what pages find as `static_url('…')`; ours are `static_url('external/…')`. */
const STATIC = '/usr/local/share/jupyterhub/static/external'
const OWN_TEMPLATES = '/usr/local/share/jupyterhub/own-templates'

/** Pages of the hub's own: files in its pod, or a repository that is fetched there. */
export function pagesValues(hub: HubPlan): HubValues {
  const { pages } = hub
  if (pages === undefined) return {}
  return { hub: pages.kind === 'folder' ? fromFolder(pages) : fromRepository(pages, hubUser(hub)) }
}

/** Where JupyterHub looks for the hub's own templates, before any others. */
export function ownTemplates({ pages }: HubPlan): string[] {
  if (pages === undefined) return []
  return [pages.kind === 'folder' ? OWN_TEMPLATES : `${FETCHED}/repository/${pages.templates}`]
}

const fromFolder = ({ files }: PagesFolder): Values => ({
  extraFiles: Object.fromEntries(
    files.map((file) => [
      // `/` is none of a Secret's keys, and no name has `..`
      `${file.kind}..${file.path.replaceAll('/', '..')}`,
      {
        mountPath: `${file.kind === 'static' ? STATIC : OWN_TEMPLATES}/${file.path}`,
        ...(file.binary ? { binaryData: file.text } : fileContent(file.text)),
      },
    ]),
  ),
})

/** The chart puts a text into YAML below a key, which goes wrong where the text begins with a space. */
export const fileContent = (text: string): Values =>
  /^\S/.test(text) ? { stringData: text } : { binaryData: Buffer.from(text).toString('base64') }

const FETCHED = '/srv/pages'
const VOLUME = 'pages'
const mount = { name: VOLUME, mountPath: FETCHED }

/**
 * Fetches a repository: what is in its folder of static files is copied to where the hub has its own. The words after
 * the script are its arguments: the repository, the branch, the folder of static files or nothing, and where to. A
 * failure is told and never keeps the hub from starting.
 */
const FETCH = `fetch_pages() {
  git init --quiet "$4/repository" &&
    git -C "$4/repository" fetch --quiet --depth 1 -- "$1" "$2" &&
    git -C "$4/repository" reset --quiet --hard FETCH_HEAD || return
  if [ -n "$3" ]; then cp -R "$4/repository/$3/." "$4/static/"; fi
}
mkdir -p "$4/static"
`
export const FETCH_ONCE = `${FETCH}fetch_pages "$@" || echo "could not fetch $1" >&2
`
const KEEP_FRESH = `${FETCH}while sleep 300; do fetch_pages "$@" || echo "could not fetch $1" >&2; done
`

function fromRepository(pages: PagesRepository, user: Values): Values {
  return {
    initContainers: [fetcher(VOLUME, FETCH_ONCE, { pages, user })],
    extraContainers: pages.keepFresh ? [fetcher('pages-fresh', KEEP_FRESH, { pages, user })] : undefined,
    extraVolumes: [{ name: VOLUME, emptyDir: { sizeLimit: '1Gi' } }],
    extraVolumeMounts: [
      { ...mount, readOnly: true },
      ...(pages.static === undefined ? [] : [{ name: VOLUME, mountPath: STATIC, subPath: 'static', readOnly: true }]),
    ],
  }
}

interface Fetched {
  pages: PagesRepository
  user: Values
}

const fetcher = (name: string, script: string, { pages, user }: Fetched): Values => ({
  name,
  image: GIT_IMAGE,
  command: ['sh', '-c', script, name, pages.repository, pages.branch, pages.static ?? '', FETCHED],
  env: [
    { name: 'HOME', value: '/tmp' },
    { name: 'GIT_TERMINAL_PROMPT', value: '0' },
  ],
  resources: PAGES_FETCHER,
  securityContext: {
    ...user,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [mount],
})
