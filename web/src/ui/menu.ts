// What a menu holds, and how keys move through it. Pure.
import type { IconName } from './icons';

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName;
  /** A plain hex colour, drawn as a dot before the label. */
  color?: string;
  hint?: string;
  /** Keys as in a command. */
  keys?: string;
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  onselect: () => void;
}

/** Items of a group stand together; a group may have a heading. */
export interface MenuGroup {
  label?: string;
  items: readonly MenuItem[];
}

/** Where a key leads from an item; null when the key is not about moving. */
export function step(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return count === 0 ? null : (at + 1) % count;
    case 'ArrowUp':
      return count === 0 ? null : (at <= 0 ? count : at) - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Words in any order, each the beginning of a word or a part of one; better fits first. Empty finds all, in order. */
export function fitting<T>(items: readonly T[], text: string, labelOf: (item: T) => string): T[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const rank = (item: T) => {
    const label = plain(labelOf(item));
    if (!words.every((word) => label.includes(word))) {
      return -1;
    }
    return words.filter((word) => label.startsWith(word) || label.includes(` ${word}`)).length;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((one) => one.rank >= 0)
    .sort((a, b) => b.rank - a.rank)
    .map((one) => one.item);
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
