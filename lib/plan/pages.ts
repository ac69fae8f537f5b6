import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'

/** Pages of the hub's own: templates that take the place of JupyterHub's, and static files. */
export type PagesPlan = PagesFolder | PagesRepository

export interface PagesFolder {
  kind: 'folder'
  name: string
  files: readonly PageFile[]
}

export interface PageFile {
  kind: 'templates' | 'static'
  /** Below that folder. */
  path: string
  text: string
  /** Whether the text is base64. */
  binary: boolean
  /** Where it lies among the inputs. */
  file: string
}

export interface PagesRepository {
  kind: 'repository'
  repository: string
  branch: string
  /** Folders of the repository. */
  templates: string
  static?: string
  /** Whether it is fetched again while the hub runs. */
  keepFresh: boolean
}

/** Texts that templates find by name. */
export type PageVariables = Readonly<Record<string, string>>

/** Files of a folder of the community's, where the settings name one. */
export const planPagesFolder = (
  folder: string | undefined,
  attachments: readonly Attachment[],
): PagesFolder | undefined =>
  folder === undefined ? undefined : { kind: 'folder', name: folder, files: filesOf(folder, attachments) }

/** The folder wins over a repository beside it, which the check `pages-source` refuses. */
export function planPages({ pages }: HubSettings, attachments: readonly Attachment[]): PagesPlan | undefined {
  if (pages?.folder !== undefined) return planPagesFolder(pages.folder, attachments)
  if (pages?.repository === undefined) return undefined
  return {
    kind: 'repository',
    repository: pages.repository,
    branch: pages.branch ?? 'main',
    templates: pages.templates ?? 'templates',
    static: pages.static,
    keepFresh: pages['keep-fresh'] ?? false,
  }
}

/** `lab/templates/page.html` is the template `page.html` of the folder `lab`. */
const filesOf = (folder: string, attachments: readonly Attachment[]): PageFile[] =>
  attachments
    .filter((attachment) => attachment.folder === 'pages' && attachment.name.startsWith(`${folder}/`))
    .map(({ name, text, binary = false, file }) => {
      const [, kind, ...path] = name.split('/')
      return { kind: kind as PageFile['kind'], path: path.join('/'), text, binary, file }
    })
