import type { SignInPlan } from '../../plan/sign-in.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { SecretNeed } from '../../plan/wiring.ts'

/** What the sign-in has to know and nobody else may, a Secret each. */
export function authSecrets({ signIn, namespace }: HubPlan): SecretNeed[] {
  const needs = [...ofMethod(signIn), ...ofTraits(signIn)]
  return [...new Set(needs.map(({ name }) => name))].map((name) => {
    const same = needs.filter((need) => need.name === name)
    const keys = new Map(same.flatMap((need) => need.keys.map((each) => [each.key, each])))
    return { name, namespace, why: same[0]!.why, keys: [...keys.values()] }
  })
}

type Need = Omit<SecretNeed, 'namespace'>

function ofMethod({ secret: name, provider, hasClient }: SignInPlan): Need[] {
  if (name === undefined) return []
  if (hasClient) return [{ name, why: CLIENT, keys: CLIENT_KEYS }]
  switch (provider.kind) {
    case 'lti':
      return [{ name, why: 'who sends people to the hub', keys: provider.lti.consumers.map(sharedWith) }]
    case 'ldap':
      return [{ name, why: 'how the hub looks people up', keys: [asked('search-password', 'password of its account')] }]
    case 'native':
      return [{ name, why: "the admins' first password, which each of them changes", keys: [ADMIN_PASSWORD] }]
    default:
      return [
        {
          name,
          why: "the password that everybody signs in with, and the admins' own",
          keys: [asked('password', 'password of everybody, 8 characters or more'), ADMIN_PASSWORD],
        },
      ]
  }
}

const asked = (key: string, what: string): SecretNeed['keys'][number] => ({ key, from: 'ask', what })

const sharedWith = (key: string): SecretNeed['keys'][number] =>
  asked(key, `secret that ${key} shares with the hub, 32 characters or more`)

const ADMIN_PASSWORD = {
  key: 'admin-password',
  from: 'random',
  what: 'password of the admins, 32 characters or more',
} as const

const CLIENT =
  'how the hub makes itself known to the sign-in; register it there with the callback address that ' +
  '"What you fill in" lists'

const CLIENT_KEYS = [
  asked('client-id', 'client id that the sign-in gave to the hub'),
  asked('client-secret', 'client secret that the sign-in gave to the hub'),
]

const ofTraits = ({ provider }: SignInPlan): Need[] =>
  provider.kind === 'class'
    ? provider.own.secretTraits.map(({ trait, secret, key }) => ({
        name: secret,
        why: 'what the sign-in needs and nobody else may know',
        keys: [asked(key, `${trait} of the sign-in`)],
      }))
    : []
