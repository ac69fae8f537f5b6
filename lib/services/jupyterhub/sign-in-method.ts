import type { SignInPlan } from '../../plan/sign-in.ts'

type Values = Record<string, unknown>

/** A way of signing in, as the chart takes it. */
export interface Method {
  /** JupyterHub's name of the authenticator, or its class as Python imports it. */
  name: string
  config: Values
  extraEnv?: Values
  extraConfig?: Record<string, string>
  /** What the Python of `extraConfig` works on. */
  data?: Values
}

export const fromSecret = (name: string | undefined, key: string): Values => ({
  valueFrom: { secretKeyRef: { name, key } },
})

/** Read by every OAuthenticator that is given no client id of its own (oauthenticator/oauth2.py). */
export const clientOf = ({ secret }: SignInPlan): Values => ({
  OAUTH_CLIENT_ID: fromSecret(secret, 'client-id'),
  OAUTH_CLIENT_SECRET: fromSecret(secret, 'client-secret'),
})

export const callbackOf = ({ callbackUrl, signOut }: SignInPlan): Values => ({
  oauth_callback_url: callbackUrl,
  logout_redirect_url: signOut.url,
})
