// The language in use, as state: whoever calls these in a template is drawn again when it changes.
import { remember, remembered } from '../ui/memory';
import type { Arguments, Catalogue, Message, MessageKey } from './catalogue';
import { en } from './en';
import { formatAgo, formatDay, formatMessage, formatMoment, formatMoney, formatNumber, formatTime, formatUntil } from './format';
import { loadCatalogue, pickLocale, type Locale } from './locales';

const MEMORY = 'pipewright.language';

class I18n {
  #current: { locale: Locale; catalogue: Catalogue } = $state.raw({ locale: 'en', catalogue: en });

  get locale(): Locale {
    return this.#current.locale;
  }

  /** Before the first drawing: what was chosen here, or else what the browser speaks. */
  async start(): Promise<void> {
    await this.#show(pickLocale([remembered(MEMORY), ...navigator.languages]));
  }

  async choose(locale: Locale): Promise<void> {
    remember(MEMORY, locale);
    await this.#show(locale);
  }

  /** The account's language counts until someone chooses one in this browser. */
  async suggest(language: string): Promise<void> {
    await this.#show(pickLocale([remembered(MEMORY), language, ...navigator.languages]));
  }

  t = <Key extends MessageKey>(key: Key, ...values: Arguments<Key>): string => {
    const message: Message = this.#current.catalogue[key];
    return formatMessage(this.locale, message, values[0]);
  };

  number = (value: number): string => formatNumber(this.locale, value);
  money = (currency: string, value: number): string => formatMoney(this.locale, currency, value);
  ago = (seconds: number, nowSeconds: number): string => formatAgo(this.locale, seconds, nowSeconds);
  until = (seconds: number, nowSeconds: number): string => formatUntil(this.locale, seconds, nowSeconds);
  day = (ms: number): string => formatDay(this.locale, ms);
  time = (ms: number): string => formatTime(this.locale, ms);
  moment = (seconds: number): string => formatMoment(this.locale, seconds);

  async #show(locale: Locale): Promise<void> {
    const catalogue = await loadCatalogue(locale);
    this.#current = { locale, catalogue };
    document.documentElement.lang = locale;
  }
}

export const i18n = new I18n();
export const t = i18n.t;
