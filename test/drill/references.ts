/** What values and objects refer to by name, wherever it stands in them. */

export interface Reference {
  kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'StorageClass'
  name: string
  keys: readonly string[]
}

type Data = Readonly<Record<string, unknown>>

/** Every reference in a tree. A certificate's Secret is left out where the tree has cert-manager make it. */
export function referencesIn(tree: unknown): Reference[] {
  const text = JSON.stringify(tree) ?? ''
  const found: Reference[] = []
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, key)
    if (typeof value !== 'object' || value === null) return
    const data = value as Data
    found.push(...referenceOf(key, data))
    for (const [name, below] of Object.entries(data)) if (!Array.isArray(value)) visit(below, name)
  }
  visit(tree, '')
  const isIssued = text.includes('cert-manager.io/')
  return found.filter(({ kind, name }) => !(kind === 'Secret' && isIssued && /-tls$/.test(name)))
}

const texts = (...values: unknown[]): string[] =>
  values.filter((each): each is string => typeof each === 'string' && each !== '')

/** What one map refers to. `key` is where it stands, as `secretKeyRef`. */
function referenceOf(key: string, data: Data): Reference[] {
  const { name, optional } = data
  if (optional === true) return []
  const make = (kind: Reference['kind'], names: readonly string[], keys: readonly string[] = []): Reference[] =>
    names.map((each) => ({ kind, name: each, keys }))
  return [
    ...(/^secret(Key)?Ref$/.test(key) ? make('Secret', texts(name), texts(data['key'])) : []),
    ...(/^configMap(KeyRef|Ref)?$/.test(key) ? make('ConfigMap', texts(name), texts(data['key'])) : []),
    ...(/^(image)?[pP]ullSecrets$/.test(key) ? make('Secret', texts(name)) : []),
    ...make('Secret', texts(data['existingSecret']), texts(data['userKey'], data['passwordKey'])),
    ...make('Secret', texts(data['secretName'])),
    ...make('PersistentVolumeClaim', texts(data['claimName'], data['existingClaim'])),
    ...make('ServiceAccount', texts(data['serviceAccountName'])),
    ...make('StorageClass', texts(data['storageClass'], data['storageClassName'])),
  ]
}
