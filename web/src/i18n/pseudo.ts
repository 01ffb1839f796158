import type { Catalogue, Message } from './catalogue';

const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter, at) => [
    letter,
    [...'ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ'][at] ?? letter,
  ]),
);

/** English as if translated: readable, a third longer, and in brackets, so that a cut or forgotten text shows. */
export function pseudo(source: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(source).map(([key, message]) => [key, pseudoMessage(message)])) as Catalogue;
}

function pseudoMessage(message: Message): Message {
  if (typeof message === 'string') {
    return pseudoText(message);
  }
  return Object.fromEntries(Object.entries(message).map(([category, text]) => [category, pseudoText(text)])) as Message;
}

function pseudoText(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-zA-Z]/g, (found) => ACCENTED[found] ?? found);
  return `[${accented}${'~'.repeat(Math.ceil(text.length / 3))}]`;
}
