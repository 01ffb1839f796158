import { describe, expect, test } from 'vitest';
import type { Message } from './catalogue';
import { en } from './en';
import { LOCALES, loadCatalogue } from './locales';
import { pseudo } from './pseudo';

const keys = Object.keys(en).sort();

describe.each(LOCALES)('the catalogue %s', (locale) => {
  test('has every key and no other', async () => {
    expect(Object.keys(await loadCatalogue(locale)).sort()).toEqual(keys);
  });

  test('has no empty text and the placeholders of the source', async () => {
    for (const [key, message] of await entries(locale)) {
      for (const text of texts(message)) {
        expect(text.trim(), key).not.toBe('');
        expect(placeholders(text), key).toEqual(placeholders(texts(en[key as keyof typeof en]).at(-1) ?? ''));
      }
    }
  });

  test('has a text for each plural category of its language', async () => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of await entries(locale)) {
      if (typeof message !== 'string') {
        expect(Object.keys(message).sort(), key).toEqual(categories);
      }
    }
  });

  test('is translated', async () => {
    // The name, a pattern without words, and "lead", which Spanish and Portuguese sales people say too.
    const same = (await entries(locale)).filter(([key, message]) => texts(message).join() === texts(en[key as keyof typeof en]).join());
    const allowed = ['app.name', 'app.title', 'leads.title', 'leads.unnamed', 'leads.count', 'nav.leads'];
    expect(same.map(([key]) => key).filter((key) => locale !== 'en' && !allowed.includes(key))).toEqual([]);
  });
});

describe('the pseudo-locale', () => {
  const catalogue = pseudo(en);

  test('keeps keys and placeholders', () => {
    expect(Object.keys(catalogue).sort()).toEqual(keys);
    for (const [key, message] of Object.entries(catalogue)) {
      expect(texts(message).map(placeholders), key).toEqual(texts(en[key as keyof typeof en]).map(placeholders));
    }
  });

  test('leaves no plain letter, is a third longer, and shows its ends', () => {
    for (const [key, message] of Object.entries(catalogue)) {
      const source = texts(en[key as keyof typeof en]);
      for (const [at, text] of texts(message).entries()) {
        expect(text.replace(/\{\w+\}/g, ''), key).not.toMatch(/[a-zA-Z]/);
        expect(text.length, key).toBeGreaterThanOrEqual((source[at] ?? '').length * 1.3);
        expect(text, key).toMatch(/^\[.*\]$/);
      }
    }
  });
});

async function entries(locale: (typeof LOCALES)[number]): Promise<[string, Message][]> {
  return Object.entries(await loadCatalogue(locale));
}

function texts(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}
