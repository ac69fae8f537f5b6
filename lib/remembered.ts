/** Of one text always the same is made: it is made once. For what hubs have in common; `make` must be a pure function. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    let made = known.get(text)
    if (made === undefined) known.set(text, (made = make(text)))
    return made
  }
}
