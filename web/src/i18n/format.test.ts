import { expect, test } from 'vitest';
import { formatAgo, formatMessage, formatMoney } from './format';
import { pickLocale } from './locales';

const leads = { one: '{count} сделка', few: '{count} сделки', many: '{count} сделок', other: '{count} сделки' };

test('the count chooses the plural', () => {
  const ru = (count: number) => formatMessage('ru', leads, { count });
  expect([0, 1, 2, 5, 11, 21, 22, 111].map(ru)).toEqual([
    '0 сделок', '1 сделка', '2 сделки', '5 сделок', '11 сделок', '21 сделка', '22 сделки', '111 сделок',
  ]);
  expect(formatMessage('en', { one: '{count} lead', other: '{count} leads' }, { count: 1200 })).toBe('1,200 leads');
  expect(formatMessage('en', { other: '{count} leads' }, { count: 1 })).toBe('1 leads'); // A missing category is no crash.
});

test('placeholders are filled once, from what was given', () => {
  expect(formatMessage('en', '{lead} moved to {stage}.', { lead: '{stage}', stage: 'Offer' })).toBe('{stage} moved to Offer.');
  expect(formatMessage('en', 'Hello {name}', {})).toBe('Hello {name}');
});

test('money is whole and in the account currency', () => {
  //    locale  currency  value   expected (spaces as plain ones)
  money('en', 'USD', 8400, '$8,400');
  money('ru', 'RUB', 8400, '8 400 ₽');
  money('es', 'EUR', 1234567, '1.234.567 €');
  money('pt', 'BRL', 900, 'R$ 900');
  money('en', 'nonsense', 900, '900 nonsense');
  money('en', '', 900, '900');
});

test('time passed is told in its largest unit', () => {
  //   seconds  expected
  ago(0, 'now');
  ago(59, 'now');
  ago(60, '1 min. ago');
  ago(3_599, '59 min. ago');
  ago(7_200, '2 hr. ago');
  ago(86_400, 'yesterday');
  ago(400 * 86_400, 'last yr.');
  ago(-90, 'now'); // The server's clock is ahead of ours.
});

test('a reader gets the first language we have', () => {
  //   wishes                          expected
  picks([null, 'pt-BR'], 'pt');
  picks(['ru_RU'], 'ru');
  picks(['de', 'ES-mx', 'en'], 'es');
  picks(['de'], 'en');
  picks([], 'en');
  picks(['en-XA'], 'en-XA');
  picks(['en-GB', 'ru'], 'en');
});

function money(locale: string, currency: string, value: number, expected: string) {
  expect(formatMoney(locale, currency, value).replace(/\s/g, ' ')).toBe(expected);
}

function ago(seconds: number, expected: string) {
  expect(formatAgo('en', 1_000_000_000 - seconds, 1_000_000_000)).toBe(expected);
}

function picks(wishes: (string | null)[], expected: string) {
  expect(pickLocale(wishes)).toBe(expected);
}
