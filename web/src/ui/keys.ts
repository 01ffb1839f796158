// Shortcuts as text: `mod+k`, `g b` (one after the other), `shift+arrowup`, `?`. Pure: whoever listens is `commands`.

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const isMac = typeof navigator !== 'undefined' && /Mac|iP(?:hone|ad)/.test(navigator.platform);

/** The name of what was pressed, as shortcuts write it. Shift is named only where it does not change the character. */
export function stroke(event: Pressed): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const names = [];
  if (event.ctrlKey || event.metaKey) {
    names.push('mod');
  }
  if (event.altKey) {
    names.push('alt');
  }
  if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) {
    names.push('shift');
  }
  return [...names, key].join('+');
}

export type Heard = { kind: 'nothing' } | { kind: 'waiting'; so: string } | { kind: 'run'; keys: string };

/** What a stroke means after those that came before it. A sequence that leads nowhere begins anew with this stroke. */
export function hear(so: string, pressed: string, known: readonly string[]): Heard {
  for (const candidate of so === '' ? [pressed] : [`${so} ${pressed}`, pressed]) {
    if (known.includes(candidate)) {
      return { kind: 'run', keys: candidate };
    }
    if (known.some((keys) => keys.startsWith(`${candidate} `))) {
      return { kind: 'waiting', so: candidate };
    }
  }
  return { kind: 'nothing' };
}

/** Shortcuts with a modifier work also while a field is typed in; single keys would eat the text. */
export function worksWhileTyping(keys: string): boolean {
  return keys.startsWith('mod+');
}

const CAPS: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  alt: isMac ? '⌥' : 'Alt',
  shift: isMac ? '⇧' : 'Shift',
  escape: 'Esc',
  enter: '↵',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: 'Space',
  delete: 'Del',
};

/** One list of key caps per stroke. */
export function keyCaps(keys: string): string[][] {
  return keys.split(' ').map((one) => one.split(/\+(?=.)/).map((part) => CAPS[part] ?? part.toUpperCase()));
}

export function keysText(keys: string): string {
  return keyCaps(keys)
    .map((caps) => caps.join(isMac ? '' : '+'))
    .join(' ');
}
