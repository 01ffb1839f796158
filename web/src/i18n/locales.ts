// Which languages there are, and which one a reader gets.
import type { Catalogue } from './catalogue';
import { en } from './en';

export const LOCALES = ['en', 'es', 'pt', 'ru'] as const;
/** `en-XA` is the pseudo-locale: English with accents, longer, in brackets. It finds texts that escaped the catalogue. */
export type Locale = (typeof LOCALES)[number] | 'en-XA';

/** Each language by its own name, so that whoever is lost in a foreign one finds the way home. */
export const LOCALE_NAMES: Record<Locale, string> = {
  en: 'English',
  es: 'Español',
  pt: 'Português',
  ru: 'Русский',
  'en-XA': '[Ƥşḗŭḓǿ]',
};

/** English comes with the program; the others are loaded when chosen. */
export async function loadCatalogue(locale: Locale): Promise<Catalogue> {
  switch (locale) {
    case 'en':
      return en;
    case 'es':
      return (await import('./es')).es;
    case 'pt':
      return (await import('./pt')).pt;
    case 'ru':
      return (await import('./ru')).ru;
    case 'en-XA':
      return (await import('./pseudo')).pseudo(en);
  }
}

/** The first wish we can fulfil: "pt-BR" is heard as "pt". */
export function pickLocale(wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    if (wish === 'en-XA') {
      return wish;
    }
    const language = wish?.toLowerCase().split(/[-_]/)[0];
    const locale = LOCALES.find((one) => one === language);
    if (locale !== undefined) {
      return locale;
    }
  }
  return 'en';
}
