/** Ways of signing in beside those of OAuth: by the learning management system, by a directory, by the hub itself. */
import { Type } from '@sinclair/typebox'
import { choice, flag, free, group, maybe, set, text, url, whole } from './fields.ts'

/** A name of Python's with the package that it is in; classes that JupyterHub is configured by begin with a capital. */
const CLASS = '^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*\\.[A-Z][A-Za-z0-9_]*$'
/** A distinguished name, or a template of one: no braces but those of `{username}`. */
const DN = '^[^{}]*(\\{username\\}[^{}]*)+$'

const dn = (description: string, example: string, pattern = '^[^{}]+$') =>
  text(description, example, { pattern, maxLength: 500 })

/** A sign-in class that hubloom has no words for. */
export const ownClass = group(
  {
    class: text(
      'The class, as Python imports it. Its package stands below `hub.packages`, or is in `hub.image`, unless the ' +
        "chart's own image has it, as it has every class of `oauthenticator`.",
      'oauthenticator.globus.GlobusOAuthenticator',
      { pattern: CLASS, maxLength: 200 },
    ),
    title: maybe(
      text('How people call this way of signing in. Default: the name of the class.', 'Globus', { maxLength: 45 }),
    ),
    traits: maybe(
      free(
        'What the class is configured with, by the names of its documentation: text, figures, lists, maps. What is ' +
          'secret is `{secret: NAME, key: KEY}`, a key of a Kubernetes Secret. Who may enter and who is an admin is ' +
          'said beside it, as for every sign-in.',
        { allowed_globus_groups: ['polar-lab'] },
      ),
    ),
    client: maybe(
      flag(
        'Whether the hub makes itself known to a provider, as all classes of `oauthenticator` do: with the ' +
          '`client-id` and `client-secret` of `auth.secret`, and a callback address.',
      ),
    ),
    'groups-from': maybe(
      choice(
        ['sign-in'],
        'Whether the class says in which groups people are. Default: the settings do, with `members` of `groups`.',
        'sign-in',
      ),
    ),
    'names-as-they-are': maybe(
      flag(
        'Whether the class keeps capitals in names (it has a `normalize_username` of its own). By itself JupyterHub ' +
          'writes names in lower case, and so does hubloom with those of the settings.',
      ),
    ),
  },
  'Sign in with a class that hubloom has no words for.',
  { class: 'oauthenticator.globus.GlobusOAuthenticator', client: true },
)

/** LTI 1.1 or 1.3. */
export const lti = group(
  {
    username: text(
      'Field of a launch that names a person. Nobody else may have the same, and nobody may be able to change their ' +
        'own: with `user_id` (LTI 1.1) and `sub` (LTI 1.3) that is so. Changing it later gives everyone a new, empty ' +
        'home.',
      'sub',
      { pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 100 },
    ),
    consumers: maybe(
      set(
        'LTI 1.1: keys of the systems that may send people. The Secret of `auth.secret` holds the shared secret of ' +
          'each under its key.',
        ['reef-canvas'],
        Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', maxLength: 200 }),
      ),
    ),
    'same-people': maybe(
      flag(
        'LTI 1.1 with several consumers: whether all of them call the same person the same, since they are keys of ' +
          'one system, or of systems that share their accounts. Otherwise a hub takes one consumer.',
      ),
    ),
    platform: maybe(
      group(
        {
          issuer: url('How the system calls itself.', 'https://canvas.instructure.com'),
          'authorize-url': url('Where it authorizes a launch.', 'https://lms.example.edu/api/lti/authorize_redirect'),
          'keys-url': url('Where its public keys are.', 'https://lms.example.edu/api/lti/security/jwks'),
          'client-ids': set('What it calls the hub; several, where the hub is registered several times.', [
            '125900000000000085',
          ]),
        },
        'LTI 1.3: the system that sends people.',
      ),
    ),
  },
  'People come from a learning management system, such as Canvas, Moodle or Open edX, by LTI 1.1 (`consumers`) or ' +
    '1.3 (`platform`).',
  { consumers: ['reef-canvas'], username: 'user_id' },
)

/** Accounts that the hub keeps itself. */
export const native = group(
  {
    'sign-up': maybe(
      choice(
        ['approved', 'open', 'closed'],
        'Whether people may make an account: `approved`, which an admin then has to let in at `/hub/authorize`; ' +
          '`open`, with which everyone who finds the page enters; or not any more. Default: `approved`.',
        'approved',
      ),
    ),
    'password-length': maybe(whole('The least that a password has. Default: 10.', 12, { minimum: 8, maximum: 100 })),
    'ask-email': maybe(flag('People give an e-mail address with their account. It is not proved.')),
    'failed-sign-ins': maybe(
      whole('After how many wrong passwords an account waits for ten minutes. Default: 5.', 5, { minimum: 1 }),
    ),
  },
  'The hub keeps names and passwords itself, and people make their accounts. For places where nobody else knows ' +
    "people. The admins' accounts are there from the beginning, with the password of `auth.secret`.",
  { 'sign-up': 'approved' },
)

/** A directory of people. */
export const ldap = group(
  {
    server: text('Name of the server.', 'ldap.example.edu', {
      pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$',
      maxLength: 253,
    }),
    port: maybe(whole('Its port. Default: 389, and 636 with `tls`.', 636, { minimum: 1, maximum: 65_535 })),
    encryption: maybe(
      choice(
        ['start-tls', 'tls', 'none'],
        'How passwords are kept from those who listen: the connection turns to TLS before they are sent, it is TLS ' +
          'from the beginning, or they are not. Default: `start-tls`.',
        'tls',
      ),
    ),
    person: maybe(
      dn(
        'Where a person stands in the directory, with `{username}` for what they type. Where it does not follow from ' +
          'that, use `search`.',
        'uid={username},ou=people,dc=example,dc=edu',
        DN,
      ),
    ),
    search: maybe(
      group(
        {
          below: dn('Where people are looked for.', 'ou=people,dc=example,dc=edu'),
          attribute: text('Attribute that holds what people type as their name.', 'sAMAccountName', {
            pattern: '^[A-Za-z][A-Za-z0-9-]*$',
            maxLength: 100,
          }),
          user: maybe(
            dn(
              'Account that may search; the Secret of `auth.secret` holds its `search-password`. Default: everybody ' +
                'may.',
              'cn=hub,ou=services,dc=example,dc=edu',
            ),
          ),
        },
        'Looks people up, in place of `person`: for Active Directory, and wherever people stand in several places.',
      ),
    ),
    groups: maybe(
      set(
        'Groups of the directory whose members may enter, by their distinguished names.',
        ['cn=hub,ou=groups,dc=example,dc=edu'],
        Type.String({ minLength: 1, maxLength: 500 }),
      ),
    ),
  },
  'Sign in with names and passwords of an LDAP directory or of Active Directory.',
  { server: 'ldap.example.edu', person: 'uid={username},ou=people,dc=example,dc=edu' },
)
