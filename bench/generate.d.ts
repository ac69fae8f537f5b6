interface FleetOfSize {
  root: string
  repository: string
  hubs: number
  clusters: number
  ranges?: number
}

export declare function generate(fleet: FleetOfSize): void
