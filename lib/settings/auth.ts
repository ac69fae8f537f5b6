import { Type } from '@sinclair/typebox'
import { ldap, lti, native, ownClass } from './authenticators.ts'
import {
  anyText,
  choice,
  durationOrNever,
  flag,
  group,
  maybe,
  keyed,
  named,
  place,
  set,
  text,
  URL,
  url,
} from './fields.ts'

const host = Type.String({ pattern: '^[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$' })
const stripDomain = (example: string) =>
  text(
    'Drop this domain from the end of names that are addresses: `ada@example.edu` is `ada` then. People may be named ' +
      'below with or without it. Changing it later gives everyone a new, empty home.',
    example,
    { pattern: host.pattern!, maxLength: 253 },
  )
const secret = (what: string, example: string) =>
  text(
    `Name of the Kubernetes Secret that holds ${what}. hubloom writes the command that makes it, never its content.`,
    example,
    { pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$' },
  )

/** Without a comma: CILogon is asked for a list of them that commas part. */
const ENTITY_ID = '^(https?://|urn:)[^\\s,"\'<>\\\\`{}]+$'
/** Not `sub` and `openid`, which are addresses: JupyterHub takes no name with a `/` (`validate_username`, 5.5). */
const CLAIMS = ['email', 'eppn', 'preferred_username', 'name', 'given_name', 'oidc'] as const
/** Without a slash, for the same reason, and without blanks at its ends. */
export const PERSON = Type.String({
  pattern: '^[^/\\s]([^/]*[^/\\s])?$',
  maxLength: 255,
  'x-kind': 'name of a person, without `/`',
})
const TEAM = Type.String({ pattern: '^[A-Za-z0-9-]+/[A-Za-z0-9_.-]+$' })

/** Who may enter beside those whom `auth` lets in. */
export const extraSignIn = group(
  {
    users: maybe(set("Single people, as the hub's sign-in names them.", ['grace-example'], PERSON)),
    teams: maybe(
      set(
        'GitHub teams, as `organisation/team`. Where the hub signs in with GitHub.',
        ['summer-school/students'],
        TEAM,
      ),
    ),
    organizations: maybe(set('GitHub organisations. Where the hub signs in with GitHub.', ['summer-school'])),
    domains: maybe(
      set(
        'E-mail domains. Where the hub signs in with Google, or with one provider of CILogon.',
        ['school.example.edu'],
        host,
      ),
    ),
  },
  "Who may also enter, with the hub's own way of signing in, for as long as this stands here.",
  { teams: ['summer-school/students'] },
)

/** Who may enter, and how they say who they are. Exactly one way of signing in. */
export const auth = group(
  {
    github: maybe(
      group(
        {
          organizations: maybe(set('GitHub organisations whose members may enter.', ['polar-lab'])),
          teams: maybe(
            set(
              'GitHub teams whose members may enter, as `organisation/team`. They are also groups, for `for:`.',
              ['polar-lab/members'],
              TEAM,
            ),
          ),
          scopes: maybe(
            set(
              'OAuth scopes to ask GitHub for, beside `read:org`, which is asked for wherever teams or organisations ' +
                'count. People see them when they sign in, and tokens that servers get may do as much.',
              ['repo'],
              Type.String({ pattern: '^[a-z][a-z_]*(:[a-z_]+)?$', maxLength: 100 }),
            ),
          ),
        },
        'Sign in with GitHub.',
        { teams: ['polar-lab/members'] },
      ),
    ),
    google: maybe(
      group(
        {
          domains: maybe(
            set(
              'Google Workspace domains whose people may enter. Single people of other domains, admins too, are ' +
                'named below `users` and `admins` as everywhere.',
              ['polar.example.org'],
              host,
            ),
          ),
          'strip-domain': maybe(stripDomain('polar.example.org')),
        },
        'Sign in with Google.',
        { domains: ['polar.example.org'] },
      ),
    ),
    cilogon: maybe(
      group(
        {
          providers: named(
            group(
              {
                id: maybe(
                  text(
                    "The provider's entity id as cilogon.org/idplist has it, which starts with `https:`, `http:` or " +
                      '`urn:`. Not needed for `google`, `microsoft`, `github` and `orcid`.',
                    'https://idp.example.edu/shibboleth',
                    { pattern: ENTITY_ID },
                  ),
                ),
                username: maybe(
                  choice(
                    CLAIMS,
                    "Which of the provider's claims names a person. Default: `email`. Changing it later gives " +
                      'everyone a new, empty home.',
                    'email',
                  ),
                ),
                domains: maybe(
                  set('Only people whose name ends in one of these e-mail domains may enter.', ['example.edu'], host),
                ),
                everyone: maybe(flag('Everyone whom this provider knows may enter.')),
                users: maybe(
                  set(
                    'Single people who may enter through this provider, as it names them. Admins are named below ' +
                      '`admins` too.',
                    ['ada@example.org'],
                    PERSON,
                  ),
                ),
                'strip-domain': maybe(stripDomain('example.edu')),
                order: maybe(place('providers')),
              },
              'One identity provider.',
              { domains: ['example.edu'] },
            ),
            'Identity providers at CILogon, by a name of your own or one of `google`, `microsoft`, `github`, ' +
              '`orcid`. CILogon is asked to offer them in this order; the first is selected when its page opens.',
            { google: { domains: ['example.edu'] } },
          ),
        },
        'Sign in through CILogon with a university account.',
        { providers: { google: { domains: ['example.edu'] } } },
      ),
    ),
    oauth: maybe(
      group(
        {
          title: text('What the sign-in button says.', 'Canvas'),
          'authorize-url': url('Where people are sent to sign in.', 'https://login.example.edu/oauth2/authorize'),
          'token-url': url('Where the hub gets its token.', 'https://login.example.edu/oauth2/token'),
          'userdata-url': maybe(
            url(
              'Where the hub asks who someone is. Default: from the id token.',
              'https://login.example.edu/oauth2/userinfo',
            ),
          ),
          username: text(
            'Claim that names a person, with dots into nested ones. Changing it later gives everyone a new, ' +
              'empty home.',
            'preferred_username',
            { pattern: '^[A-Za-z0-9_.:/-]+$' },
          ),
          'strip-domain': maybe(stripDomain('example.edu')),
          scopes: maybe(set('OAuth scopes to ask for.', ['openid', 'email'])),
          'allowed-scopes': maybe(
            set('People whom the provider grants all of these scopes may enter. They are asked for with `scopes`.', [
              'hub',
            ]),
          ),
          'authorize-parameters': maybe(
            keyed(
              { '^[A-Za-z0-9_.-]+$': anyText('Its value.', 'https://api.example.org', 500) },
              'What the provider wants to know beside the usual when people sign in, such as the `audience` of Auth0.',
              { audience: 'https://api.example.org' },
            ),
          ),
          'groups-claim': maybe(
            text(
              "Claim that lists a person's groups, with dots into nested ones. It is read in what `userdata-url` " +
                'answers, and in the id token where there is none.',
              'realm_access.roles',
              {
                pattern: '^[A-Za-z0-9_.:/-]+$',
              },
            ),
          ),
          'groups-from': maybe(
            choice(
              ['granted-scopes'],
              'In place of `groups-claim`: each of the `scopes` that the provider grants somebody is a group of ' +
                "theirs. For providers such as Auth0 that tell people's rights by the scopes they grant.",
              'granted-scopes',
            ),
          ),
          groups: maybe(set('Members of these groups may enter.', ['hub-users'])),
          'admin-groups': maybe(set('Members of these groups are admins.', ['hub-admins'])),
        },
        'Sign in with any OAuth 2 or OpenID Connect provider: Keycloak, Auth0, Canvas, GitLab.',
      ),
    ),
    class: maybe(ownClass),
    lti: maybe(lti),
    native: maybe(native),
    ldap: maybe(ldap),
    'shared-password': maybe(
      group(
        {
          secret: secret('the `password` and the `admin-password` (32 characters or more)', 'hub-shared-password'),
        },
        'One password for everybody, for an event of some days. People choose their own name.',
      ),
    ),
    temporary: maybe(group({}, 'No sign-in: everyone gets a throw-away name and nothing is kept. For demonstrations.')),
    nobody: maybe(
      group({}, "Nobody signs in: one of the hub's `services` starts servers for its own visitors, as BinderHub does."),
    ),
    users: maybe(set('Names of single people who may enter, as their sign-in names them.', ['ada-example'], PERSON)),
    everyone: maybe(flag('Everyone who can sign in may enter, whatever else is listed.')),
    admins: maybe(set('People who may stop servers and manage users. They may always enter.', ['ada-example'], PERSON)),
    secret: secret(
      'what the sign-in needs and nobody else may know: `client-id` and `client-secret` of most ways of signing in, ' +
        "shared secrets of `lti`, the admins' first password of `native`",
      'hub-auth',
    ),
    refresh: maybe(
      durationOrNever(
        'After how long the hub asks the provider again for the groups and tokens of somebody who is signed in; it ' +
          'then does so before each start of a server, too. While the provider cannot answer, nobody whose turn it ' +
          'is gets on. With `never` they stay as at the last sign-in, which is 14 days ago at most. Default: `never`.',
        '1h',
      ),
    ),
    'start-at': maybe(
      text(
        'Where people without a session begin. `click`: a page of the hub with a button to sign in. `provider`: the ' +
          "provider's own page at once. An address: a page elsewhere, which leads to `/hub/login` of the hub; who " +
          'has signed in still gets to their server. Default: `click`, and for `temporary` a server at once, as with ' +
          '`provider`.',
        'provider',
        { pattern: `^(provider|click|${URL})$`, 'x-kind': '`provider`, `click` or a URL' },
      ),
    ),
    'sign-out': maybe(
      group(
        {
          'stop-server': maybe(flag('Signing out stops the servers of who does so. Default: they run on until idle.')),
          url: maybe(
            url(
              "Where people go after signing out, such as the provider's own page for it. Default: a page of the hub.",
              'https://login.example.edu/logout',
            ),
          ),
        },
        'What happens when people sign out.',
        { 'stop-server': true },
      ),
    ),
    'admins-see-servers': flag("Admins may open other people's servers.", false),
  },
  'Who may enter, and how they say who they are.',
  { github: { teams: ['polar-lab/members'] }, admins: ['ada-example'] },
)
