import { argocd } from './argocd.ts'
import type { Engine } from './engine.ts'
import { flux } from './flux.ts'
import type { EngineName } from '../plan/deploy.ts'

export const engines: Readonly<Record<EngineName, Engine>> = { argocd, flux }
