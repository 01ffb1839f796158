// What this browser remembers between visits. It may refuse (private windows): then nothing is remembered.
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not remembering is what the reader asked for.
  }
}
