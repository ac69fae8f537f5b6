/** What secrets look like: inputs may hold none, and no problem shows one. */

/** What tokens of well-known services look like, by their own documentation. */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY[^]*/,
  /\bA[KS]IA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/,
  /\bGOCSPX-[A-Za-z0-9_-]{20,}/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^:@/\s]+:[^@/\s$<>{}]+@/,
]

/** Names of settings and variables that hold a secret. */
const NAMES = new RegExp(
  '(^|[._-])(password|passwd|client[_-]?secret|secret[_-]?(access[_-]?)?key|api[_-]?(token|key)|private[_-]?key|' +
    'access[_-]?key|cookie[_-]?secret|crypt[_-]?keeper|auth[_-]?token|token)$|' +
    '([a-z])(Password|ApiToken|SecretKey|ClientSecret|CookieSecret|SecretToken)$|' +
    '^(apiToken|cookieSecret|secretToken|clientSecret)$',
  'i',
)

/** `password = "…"` in a program: a literal of some length, without spaces. */
const ASSIGNED = new RegExp(
  '\\b\\w*(password|client_secret|secret_key|api_token|api_key|auth_token|cookie_secret)[\'"]?\\]?\\s*[=:]\\s*' +
    '["\'][^\\s"\'{}$]{8,}["\']',
  'i',
)

/** Whether a text has the shape of a secret, wherever it stands. */
export const looksSecret = (text: string): boolean => SHAPES.some((shape) => shape.test(text))

/** Whether a text is a secret by the name that it stands under, or a program that has one written into it. */
export function isSecretNamed(name: string, text: string): boolean {
  if (text.trim().includes('\n')) return ASSIGNED.test(text)
  return NAMES.test(name) && !plainlyNone(text)
}

/** Whether what stands under a name must not be shown, whatever it looks like. */
export const holdsSecret = (name: string): boolean => NAMES.test(name) || /^secret$/i.test(name)

/** An address, a path, a switch, a figure, or a reference to a variable. */
function plainlyNone(text: string): boolean {
  return (
    /^(https?:\/\/|\.{0,2}\/)[^\s]*$/.test(text) ||
    /^(true|false|yes|no|on|off|none|null|auto|default|required|optional|[0-9.]+[smhd]?)$/i.test(text) ||
    /^\$(\w+|\{\w+\}|\(\w+\))$/.test(text)
  )
}

/** The same data without what looks like a secret, in keys, too. */
export function redacted<T>(data: T): T {
  return redact(data) as T
}

function redact(data: unknown): unknown {
  if (typeof data === 'string') return SHAPES.reduce((text, shape) => text.replace(global(shape), '[secret]'), data)
  if (Array.isArray(data)) return data.map(redact)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [redact(key), redact(value)]))
}

const global = (shape: RegExp): RegExp => new RegExp(shape.source, 'g')
