// Texts by dotted paths. Pure.

/** What stands at a dotted path: a text, a section, or nothing. */
export function at(texts: unknown, path: string): unknown {
  let found: unknown = texts;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) {
      return undefined;
    }
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
