// Messages and numbers as texts. Pure: the locale is handed in.
import type { Message } from './catalogue';

export function formatMessage(locale: string, message: Message, values: Readonly<Record<string, string | number>> = {}): string {
  const text = typeof message === 'string' ? message : (message[categoryOf(locale, values['count'])] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? formatNumber(locale, value) : value;
  });
}

export function formatNumber(locale: string, value: number): string {
  return cached(numbers, locale, () => new Intl.NumberFormat(locale)).format(value);
}

/** Whole units, as prices are on the wire. A currency the browser does not know is written behind the number. */
export function formatMoney(locale: string, currency: string, value: number): string {
  const format = cached(monies, `${locale} ${currency}`, () => moneyFormat(locale, currency));
  return format === null ? `${formatNumber(locale, value)} ${currency}`.trim() : format.format(value);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 min. ago", never seconds: a text that changes each second cannot be read. */
export function formatAgo(locale: string, thenSeconds: number, nowSeconds: number): string {
  const passed = Math.max(0, nowSeconds - thenSeconds); // A clock behind the server's is no visit from the future.
  const [unit, seconds] = STEPS.find(([, length]) => passed >= length) ?? ['second', Number.POSITIVE_INFINITY];
  const format = cached(agos, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
  return format.format(-Math.floor(passed / seconds), unit);
}

/** "in 2 hr.", and "now" when it is over. */
export function formatUntil(locale: string, thenSeconds: number, nowSeconds: number): string {
  const left = Math.max(0, thenSeconds - nowSeconds);
  const [unit, seconds] = STEPS.find(([, length]) => left >= length) ?? ['second', Number.POSITIVE_INFINITY];
  const format = cached(agos, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
  // Less than a minute is "in 1 min.": a countdown of seconds cannot be read.
  return unit === 'second' && left > 0 ? format.format(1, 'minute') : format.format(unit === 'second' ? 0 : Math.round(left / seconds), unit);
}

export function formatDay(locale: string, ms: number): string {
  return cached(dayFormats, locale, () => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })).format(ms);
}

export function formatTime(locale: string, ms: number): string {
  return cached(timeFormats, locale, () => new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(ms);
}

export function formatMoment(locale: string, seconds: number): string {
  return cached(moments, locale, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })).format(seconds * 1000);
}

// Formatters are slow to make and lists ask for hundreds.
const numbers = new Map<string, Intl.NumberFormat>();
const monies = new Map<string, Intl.NumberFormat | null>();
const agos = new Map<string, Intl.RelativeTimeFormat>();
const moments = new Map<string, Intl.DateTimeFormat>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();
const plurals = new Map<string, Intl.PluralRules>();

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  cache.set(key, made);
  return made;
}

function categoryOf(locale: string, count: string | number | undefined): Intl.LDMLPluralRule {
  return cached(plurals, locale, () => new Intl.PluralRules(locale)).select(Number(count));
}

function moneyFormat(locale: string, currency: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 });
  } catch {
    return null;
  }
}
