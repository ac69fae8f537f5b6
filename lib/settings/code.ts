/** Python of a community's own that its hubs run. */
import { group, list, maybe, text } from './fields.ts'

const CODE = '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$'

const hooks = (description: string, example: string) =>
  maybe(
    list(
      text('Name of a file in `code/`, without `.py`.', example, { pattern: CODE }),
      `${description} Files run in the order in which they are written.`,
      [example],
    ),
  )

export const code = maybe(
  group(
    {
      'sign-in': hooks(
        'Run when somebody who may enter has signed in: `sign_in(authenticator, handler, authentication)`. It may ' +
          'change the name or the groups in `authentication` and return it, or turn somebody away by raising ' +
          '`tornado.web.HTTPError(403)`.',
        'register',
      ),
      'before-start': hooks(
        'Run before each start of a server: `before_start(spawner, auth_state)`. What it raises stops the start.',
        'course-folders',
      ),
      'after-stop': hooks(
        'Run after a server has stopped, or failed to start: `after_stop(spawner, auth_state)`. What it raises is ' +
          'logged.',
        'report-usage',
      ),
      pod: hooks(
        'Run with the pod of each server before Kubernetes has it: `change_pod(spawner, pod)`. It changes the pod ' +
          '(a `V1Pod` of kubernetes_asyncio), or returns another.',
        'labels',
      ),
      'hub-start': hooks(
        'Run when the hub starts, with the configuration of JupyterHub that these settings have made: ' +
          '`configure(c)`, a plain function. For handlers of your own, and what hubloom has no setting for. ' +
          'What it raises keeps the hub from starting.',
        'handlers',
      ),
    },
    'Functions of your own that the hub calls, from files `communities/<community>/code/<name>.py`: each has the ' +
      'function of the hook, plain or `async`. `auth_state` is what the sign-in told, with its tokens, or `None`. ' +
      'The code runs in the hub itself: it can read everything that the hub can.',
    { 'before-start': ['course-folders'] },
  ),
)
