// What is going on right now: the account, where the user is, the open card, the ticked rows. One per document.
import type { Area } from './areas';
import type { CurrentCard, HostData, SelectedRow } from './types';
import { wordsOf, type Words } from './texts';

interface Page {
  data: HostData;
  language: string;
  words: Words;
  area: Area;
  /** Whose own page is open. */
  ofWidget: string | undefined;
  card: CurrentCard | undefined;
  selected: SelectedRow[] | undefined;
  /** Where blocks of the right panel go. */
  panel: Element | undefined;
}

let current: Page | undefined;

/** Set once, before anything else of the host runs. */
export function openPage(data: HostData, language: string): void {
  current = {
    data,
    language,
    words: wordsOf(language),
    area: 'everywhere',
    ofWidget: undefined,
    card: undefined,
    selected: undefined,
    panel: undefined,
  };
}

/** What is going on. */
export function page(): Page {
  if (current === undefined) {
    throw new Error('the host of widgets was asked before it was started');
  }
  return current;
}
