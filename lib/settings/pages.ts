import { flag, group, maybe, name, text } from './fields.ts'

const folderIn = (description: string, example: string) =>
  text(description, example, {
    pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$',
    maxLength: 200,
  })

/** Templates and static files of a hub's own, in place of JupyterHub's pages or hubloom's. */
export const pages = {
  pages: maybe(
    group(
      {
        folder: maybe(
          name(
            "Folder in the community's `pages/`: its `templates/*.html`, and what lies in its `static/`, which pages " +
              "find as `{{ static_url('external/…') }}`.",
            'lab',
          ),
        ),
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
