import { isMap, type PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { some } from '../words.ts'

const AT = 'custom.homepage.templateVars'

/** What people read before they sign in, as the home page of 2i2c's hubs has it. */
export function homepage(values: Values): PlainMap {
  const org = values.get(`${AT}.org`)
  const of = (key: string): string | undefined =>
    isMap(org) && typeof org[key] === 'string' && org[key] !== '' ? org[key] : undefined
  values.said('title', `${AT}.org.name`)
  values.said('homepage.logo', `${AT}.org.logo_url`)
  values.said('homepage.url', `${AT}.org.url`)
  const by = (key: string): PlainMap | undefined => {
    const [name, url] = [values.text(`${AT}.${key}.name`), values.text(`${AT}.${key}.url`)]
    values.said(`homepage.${key.replace('_', '-')}`, `${AT}.${key}`)
    return name && url ? { [name]: url } : undefined
  }
  const page = some({
    logo: of('logo_url'),
    url: of('url'),
    'designed-by': by('designed_by'),
    'operated-by': by('operated_by'),
    'funded-by': by('funded_by'),
  })
  values.follows('the home page is made from `homepage`', 'custom.homepage.gitRepoUrl', 'custom.homepage.gitRepoBranch')
  return { ...some({ title: of('name'), homepage: page }) }
}
