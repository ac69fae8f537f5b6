import { anyText, flag, group, keyed, maybe, name, text, withNames } from './fields.ts'

const folderIn = (description: string, example: string) =>
  text(description, example, {
    pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$',
    maxLength: 200,
  })

const pageFolder = (description: string) => maybe(name(description, 'lab'))

/**
 * Not what templates are given anyway, which a text would break: by hubloom, by JupyterHub (`template_namespace` of
 * jupyterhub/handlers/base.py, 5.5), where those of announcements are HTML, and by BinderHub (`page_config` of
 * binderhub/handlers/main.py).
 */
const VARIABLE =
  '^(?!(announcement|extra_|EXTRA_|login_)|(homepage|page_config|base_url|prefix|user|static_url|logout_url|' +
  'version_hash|services|parsed_scopes|expanded_scopes|xsrf)$)[A-Za-z_][A-Za-z0-9_]{0,62}$'

const pageVariables = maybe(
  withNames(
    keyed(
      { [VARIABLE]: anyText('Its text.', 'Closed in August.') },
      'Texts that the templates find by name, as `{{ opening_hours }}`: text, and no HTML.',
      { opening_hours: 'Closed in August.' },
    ),
    'Names have letters, digits and `_`, and are none that templates have anyway, such as `user` and `announcement`.',
  ),
)

/** Templates and static files for the page of a Binder. */
export const binderPages = maybe(
  group(
    {
      folder: pageFolder(
        "Folder in the community's `pages/`: its `templates/*.html`, and what lies in its `static/`, which pages " +
          'find as `{{ EXTRA_STATIC_URL_PREFIX }}logo.png`.',
      ),
      variables: pageVariables,
    },
    "Templates and static files of your own for BinderHub's page. A template that begins with " +
      '`{% extends "templates/page.html" %}` changes parts of its own (the blocks title, meta_social, extra_header).',
    { folder: 'lab' },
  ),
)

/** Templates and static files of a hub's own, in place of JupyterHub's pages or hubloom's. */
export const pages = {
  pages: maybe(
    group(
      {
        folder: pageFolder(
          "Folder in the community's `pages/`: its `templates/*.html`, and what lies in its `static/`, which pages " +
            "find as `{{ static_url('external/…') }}`.",
        ),
        variables: pageVariables,
        repository: maybe(
          text(
            'Git repository that has them. Whoever may write there may do all that the hub may.',
            'https://github.com/example/pages',
            { pattern: '^https://[^\\s"\'<>\\\\`{}$@]+$' },
          ),
        ),
        branch: maybe(
          text('Branch, tag or commit of the repository. Default: main.', 'main', {
            pattern: '^[A-Za-z0-9_][A-Za-z0-9._/-]*$',
            maxLength: 200,
          }),
        ),
        templates: maybe(folderIn('Folder of the repository that has the templates. Default: templates.', 'templates')),
        static: maybe(folderIn('Folder of the repository that has static files. Default: none.', 'static')),
        'keep-fresh': maybe(
          flag('Fetch the repository anew every five minutes. Default: only when the hub starts.', false),
        ),
      },
      'Templates and static files of your own for the pages of JupyterHub: from a folder of the community, or from a ' +
        'repository. A template that begins with `{% extends "hubloom/page.html" %}` (or login.html, or another of ' +
        "JupyterHub's) keeps what the settings say of the home page, and changes parts of it.",
      { folder: 'lab' },
    ),
  ),
}
