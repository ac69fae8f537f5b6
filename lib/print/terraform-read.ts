/** A Terraform root read back from its text, as somebody applied it. */

export type Resource = Readonly<Record<string, unknown>> & {
  readonly lifecycle?: { readonly prevent_destroy?: boolean }
}

export interface ReadRoot {
  /** By address: `aws_s3_bucket.scratch`. */
  resources: ReadonlyMap<string, Resource>
  /** Account and region of its provider. */
  place: { account?: string; region?: string }
  /** Outputs that are plain text. */
  outputs: ReadonlyMap<string, string>
  /** Where its state is kept, as it stands there. */
  backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Text that is not ours to read counts as an empty root. */
export function readRoot(text: string): ReadRoot {
  try {
    const {
      resource = {},
      provider = {},
      output = {},
      terraform,
    } = JSON.parse(text) as {
      resource?: Record<string, Record<string, Resource>>
      provider?: Record<string, Record<string, unknown>>
      output?: Record<string, { value?: unknown }>
      terraform?: { backend?: ReadRoot['backend'] }
    }
    const config = Object.values(provider)[0] ?? {}
    const account =
      config['project'] ?? config['subscription_id'] ?? (config['allowed_account_ids'] as unknown[] | undefined)?.[0]
    return {
      resources: new Map(
        Object.entries(resource).flatMap(([type, named]) =>
          Object.entries(named).map(([name, args]): [string, Resource] => [`${type}.${name}`, args]),
        ),
      ),
      place: {
        account: typeof account === 'string' ? account : undefined,
        region: typeof config['region'] === 'string' ? config['region'] : undefined,
      },
      outputs: new Map(
        Object.entries(output).flatMap(([name, { value }]): [string, string][] =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      ),
      backend: terraform?.backend ? terraform.backend : undefined,
    }
  } catch {
    return { resources: new Map(), place: {}, outputs: new Map() }
  }
}

/**
 * An argument with what it refers to in the same root put in its place, as text:
 * `${azurerm_resource_group.main.location}` is `westeurope`.
 */
export function resolved(value: unknown, root: ReadRoot, depth = 4): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  if (depth === 0) return text
  return text.replace(
    /\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z0-9_]+)\}/g,
    (whole, address: string, argument: string) => {
      const found = root.resources.get(address)?.[argument]
      return found === undefined ? whole : resolved(found, root, depth - 1)
    },
  )
}
