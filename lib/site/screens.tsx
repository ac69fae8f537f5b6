/** What people see of a hub: where they sign in, and where they choose their server. In markup of the site's own. */
import { marked } from '../services/jupyterhub/escape.ts'
import type { HubPlan } from '../plan/types.ts'
import type { HubFacts } from './facts.ts'
import { formOf, textOfHtml, type Form, type FormCard, type FormChoice, type FormOption } from './form.ts'
import { Names, Outside } from './layout.tsx'

/** Ways of signing in with a name and a password that the hub asks for itself. */
const PASSWORDS: readonly string[] = ['ldap', 'shared-password']

export function SignInScreen({ plan }: { plan: HubPlan }) {
  const { homepage, signIn, domain } = plan
  const without = noPage(plan)
  if (without !== undefined) return <p>{without}</p>
  const { provider } = signIn
  return (
    <>
      <div class="screen sign-in" role="group" aria-label="Sign-in page">
        <div class="bar">https://{domain}/hub/login</div>
        {homepage.announcement !== undefined && <div class="notice">{textOfHtml(marked(homepage.announcement))}</div>}
        <div class="body">
          {provider.kind === 'native' ? (
            <OwnAccounts canSignUp={provider.native.signUp !== 'closed'} />
          ) : (
            <Homepage plan={plan} />
          )}
        </div>
      </div>
      {provider.kind === 'class' && signIn.hasClient && (
        <p class="soft">The class of the community’s own may call itself otherwise.</p>
      )}
    </>
  )
}

function Homepage({ plan }: { plan: HubPlan }) {
  const { homepage, title } = plan
  return (
    <>
      <Logo url={homepage.logo} />
      <h3>{title}</h3>
      {homepage.description !== undefined && <p class="soft">{homepage.description}</p>}
      {asksPassword(plan) ? (
        <PasswordForm word="Sign in" />
      ) : (
        <span class="orange">Sign in with {serviceOf(plan)}</span>
      )}
      {homepage.links.length > 0 && (
        <p>
          {homepage.links.map(({ name, url }) => (
            <>
              {' '}
              <Outside url={url}>{name}</Outside>{' '}
            </>
          ))}
        </p>
      )}
      {homepage.parties.map(({ role, name, url, logo }) => (
        <div class="soft">
          {role} <Logo url={logo} />
          <Outside url={url}>{name}</Outside>
        </div>
      ))}
    </>
  )
}

const Logo = ({ url }: { url: string | undefined }) =>
  url === undefined ? null : (
    <p>
      <span class="logo">logo: {url}</span>
    </p>
  )

/** Why there is no page on which people sign in. */
function noPage({ signIn: { provider, start, title }, apiOnly, binder }: HubPlan): string | undefined {
  if (binder && provider.kind === 'nobody')
    return 'People find the page of Binder: they name a repository, whose image is built and started.'
  if (apiOnly) return 'The hub has no pages: programs use it by its API.'
  if (provider.kind === 'temporary' && start.kind !== 'click')
    return 'Nobody signs in: whoever opens the address has a server at once.'
  if (provider.kind === 'nobody') return 'Nobody signs in here: programs start servers for people.'
  if (start.kind === 'provider') return `There is no sign-in page: people are sent to ${title} at once.`
  if (start.kind === 'elsewhere') return `There is no sign-in page: people without a session are sent to ${start.url}.`
  if (provider.kind === 'lti')
    return 'People come from a course of their learning management system, signed in already.'
  return undefined
}

const asksPassword = ({ signIn: { provider, hasClient } }: HubPlan): boolean =>
  PASSWORDS.includes(provider.kind) || (provider.kind === 'class' && !hasClient)

/** What the button names; temporary people have the name that tmpauthenticator 1.0 gives itself. */
const serviceOf = ({ signIn: { provider, title } }: HubPlan): string =>
  provider.kind === 'temporary' ? 'Automatic Temporary Credentials' : title

const PasswordForm = ({ word }: { word: string }) => (
  <form aria-label="Sign in, as people see it">
    <h4>{word}</h4>
    <label class="field">
      Username: <input type="text" autocomplete="off" />
    </label>
    <label class="field">
      Password: <input type="password" autocomplete="off" />
    </label>
    <span class="orange">{word}</span>
  </form>
)

/** NativeAuthenticator 1.3 has a page of its own, without what a homepage tells. */
const OwnAccounts = ({ canSignUp }: { canSignUp: boolean }) => (
  <>
    <PasswordForm word="Sign In" />
    {canSignUp && (
      <p>
        <u>Sign up</u> to create a new user.
      </p>
    )}
  </>
)

export function StartScreen({ hub }: { hub: HubFacts }) {
  const { plan, part } = hub
  const form = formOf(part)
  const { cards } = form
  if (cards.length === 0) {
    const { defaultEnvironment: environment, defaultSize: size } = plan
    return (
      <p>
        There is nothing to choose: a server starts with {environment.title} and {size.title}.
      </p>
    )
  }
  return (
    <div class="screen" role="group" aria-label="Start page">
      <div class="bar">https://{plan.domain}/hub/spawn</div>
      <div class="body">
        <h3>Server Options</h3>
        <SeenAs form={form} hub={hub} />
        <form class="spawn" aria-label="Server options, as people see them">
          {cards.map((card) => (
            <Card card={card} />
          ))}
          <p class="nothing" hidden>
            None of your groups may start a server here.
          </p>
          <p class="at-once" hidden>
            There is nothing to choose: the server starts at once.
          </p>
          <p class="start">
            <span class="orange">Start</span>
          </p>
        </form>
      </div>
    </div>
  )
}

function groupsOf({ cards, given }: Form): string[] {
  const limits = cards.flatMap(({ limits: own, options }) => [
    ...own,
    ...options.flatMap(({ choices, other }) => [
      ...choices.flatMap((choice) => choice.limits),
      ...(other?.patterns.flatMap((each) => each.limits) ?? []),
    ]),
  ])
  return [...new Set([...limits.flat(), ...given.flatMap(({ groups }) => groups)])].sort()
}

/**
 * Groups that the sign-in lets in, with or without choices of their own: what most people see. LDAP calls groups there
 * otherwise than here.
 */
const groupsThatEnter = ({ plan, docs }: HubFacts): string[] =>
  plan.signIn.provider.kind === 'ldap'
    ? []
    : docs.enter
        .filter(({ setting }) => /^auth\.(.*\.)?(groups|admin-groups|teams|organizations)$/.test(setting))
        .flatMap(({ members }) => members.map(({ name }) => name))

/** Choices that are for some people only: whose form it is that one looks at. */
function SeenAs({ form, hub }: { form: Form; hub: HubFacts }) {
  const { plan } = hub
  const limiting = groupsOf(form)
  if (limiting.length === 0) return null
  const groups = [...new Set([...limiting, ...plan.signIn.groups, ...groupsThatEnter(hub)])].sort()
  const titles = new Map(plan.sizes.map(({ key, title }) => [key, title]))
  return (
    <div class="as" hidden data-given={form.given.length > 0 ? JSON.stringify(form.given) : undefined}>
      <label>
        As seen by{' '}
        <select>
          <option value="*">everybody together</option>
          <option value="">somebody in none of the groups</option>
          {groups.map((group) => (
            // a value of its own: a group may be called as the two above
            <option value={`group ${group}`}>a member of {group}</option>
          ))}
        </select>
      </label>
      {form.given.map(({ size }) => (
        <p class="soft" data-size={size}>
          {titles.get(size) ?? size} without choosing
        </p>
      ))}
    </div>
  )
}

const forOf = ({ limits }: Pick<FormChoice, 'limits'>): string | undefined =>
  limits.length > 0 ? JSON.stringify(limits) : undefined

function Card({ card }: { card: FormCard }) {
  const id = `profile-${card.slug}`
  return (
    <div class="card" data-for={forOf(card)} data-size={card.size}>
      <input type="radio" name="profile" id={id} value={card.slug} checked={card.isDefault} />
      <div>
        <h4>
          <label for={id}>{card.title}</label>
        </h4>
        {card.limits.map((groups) => (
          <div class="for soft">
            For <Names of={groups} />
          </div>
        ))}
        {card.lines.map((line) => (
          <p>{line}</p>
        ))}
        {card.said.map((each) => (
          <p data-for={forOf(each)} data-option={each.option}>
            {each.text}
          </p>
        ))}
        {card.options.map((option) => (
          <Option option={option} id={`${id}-${option.key}`} />
        ))}
      </div>
    </div>
  )
}

function Option({ option: { key, title, choices, other }, id }: { option: FormOption; id: string }) {
  return (
    <>
      <div class="option" data-option={key}>
        <label for={id}>{title}</label>
        <select id={id}>
          {choices.map((choice) => (
            <option value={choice.key} selected={choice.isDefault} data-for={forOf(choice)}>
              {choice.title}
            </option>
          ))}
          {other && (
            <option value="unlisted-choice" data-for={forOf(other.patterns.at(-1)!)}>
              {other.choice}
            </option>
          )}
        </select>
      </div>
      {other && (
        <div class="option other" hidden={choices.length > 0}>
          <label for={`${id}-other`}>{other.title}</label>
          <input
            id={`${id}-other`}
            pattern={other.patterns[0]!.pattern}
            title={other.message}
            autocomplete="off"
            data-patterns={other.patterns.length > 1 ? JSON.stringify(other.patterns) : undefined}
          />
        </div>
      )}
    </>
  )
}
