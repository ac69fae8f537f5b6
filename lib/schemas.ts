import { clouds } from './clouds/index.ts'
import { inputSchemas } from './settings/index.ts'

/** What inputs may say, with the settings of every cloud there is. */
export const schemas = inputSchemas(Object.values(clouds).map(({ facts }) => facts.settings))
